"""Which texts do the TypeScript islands show? They come with the page as a JSON island, so no text is written in TypeScript."""

from django.utils.translation import gettext

__all__ = ["browser_strings"]


def browser_strings() -> dict[str, str]:
    """Every text an island may show, in the language of the request."""
    return {
        "close": gettext("Close"),
        "cancel": gettext("Cancel"),
        "confirm": gettext("Confirm"),
        "confirm_title": gettext("Are you sure?"),
        "loaded": gettext("Page updated"),
        "request_failed": gettext("The server did not answer. Nothing was saved; try again."),
        "request_refused": gettext("You may not do this."),
        "offline": gettext("No connection"),
        "map_no_drawing": gettext("This browser cannot draw a map to move; the drawing stays."),
        "map_corners": gettext("%(count)s corners"),
        "scan_start": gettext("Scan with the camera"),
        "scan_stop": gettext("Stop the camera"),
        "scan_ready": gettext("Point the camera at the code"),
        "scan_read": gettext("Read: %(code)s"),
        "scan_no_camera": gettext("No camera can be used here. Type the code or use a hand scanner."),
    }
