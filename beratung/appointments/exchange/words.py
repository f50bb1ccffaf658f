# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Why a line of a calendar file was refused, and what had to be guessed: message ids."""

from beratung.domain.errors import N_

FILE_TOO_LARGE = N_("The file is too large; at most %(most)d MB are read.")
TOO_MANY_LINES = N_("The file has more than %(most)d lines.")
TOO_MANY_EVENTS = N_("The file has more than %(most)d entries; those from here on are left out.")
NO_CALENDAR = N_("This is no calendar file.")
TOO_DEEP = N_("Parts of this entry lie too deep inside one another.")
WRONG_END = N_("Something ends here that did not begin.")
NO_END = N_("Something begins here that does not end.")
EVENT_TOO_LARGE = N_("This entry is too large, perhaps because of a picture in it.")
NO_EVENT = N_("This is no appointment; only appointments are taken over.")
NO_START = N_("This entry has no start.")
BAD_TIME = N_("The time in this line cannot be read.")
BAD_RULE = N_("The rule by which this entry repeats cannot be read.")
TOO_OFTEN = N_("This entry repeats more often than hourly.")
TOO_MANY_TIMES = N_("This entry has more than %(most)d occurrences in the time that is looked at.")
ENDS_FIRST = N_("This entry ends before it begins.")
TOO_FAR = N_("This entry lies in a year that the calendar cannot show.")
TOO_SLOW = N_("Reading this entry takes too long or too much memory.")
NOT_READ = N_("Reading the file took too long; it was read up to this line.")
NO_MASTER = N_(
    "This is a single occurrence, and the entry that repeats is missing; it is taken over by itself."
)

OTHER_ENCODING = N_("The letters of the file are not in UTF-8; they were guessed.")
ZONE_GUESSED = N_("The time zone was guessed: %(zone)s.")
ZONE_UNKNOWN = N_("The time zone is unknown; that of the centre was taken: %(zone)s.")
ZONE_MISSING = N_("The time bears no time zone; this one was taken: %(zone)s.")
ZONE_BROKEN = N_("The description of this time zone cannot be read.")
