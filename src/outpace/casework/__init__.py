"""Cases, contacts and everybody else in follow-up: investigation, exposures, schedules, release."""
