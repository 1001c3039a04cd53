"""Where a page leads after something was done."""

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """After a POST the browser fetches a page, so that reloading it sends nothing again."""

    status_code = 303
