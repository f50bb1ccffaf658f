# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Why a report was not made or not released."""

from beratung.domain.errors import N_, BadInput, NotFound, Refused
from beratung.domain.statistics_views import MergeProposal


class ReportRefused(Refused):
    """A report that may not leave the house."""

    message = N_("This report cannot be released at the moment.")
    merges: tuple[MergeProposal, ...] = ()
    """What may be put together so that it can, where that is known."""
    without: tuple[str, ...] = ()
    """Ids of the tables that stand in the way, where the rest could go out."""


class NoStatistics(ReportRefused):
    """The account holds no keys for statistics."""

    message = N_("This account cannot read statistics. Supervisors and counsellors can.")


class NoSuchReport(NotFound):
    """A name that no report has."""

    message = N_("%(place)s: there is no report of this name. These are known: %(known)s.")


class NoSuchTable(BadInput):
    """A table, dimension or category that the report does not have."""

    message = N_("%(place)s: the report does not have this. Known here: %(known)s.")


class YearClosed(ReportRefused):
    """Something that a closed year was not counted for."""

    message = N_(
        "%(year)d is closed: its counts were kept, its facts were not. The reports that were there can still be shown and "
        "released; parts of the people, corrections, merged categories and new reports cannot be counted any more."
    )


class YearNotOver(ReportRefused):
    """A year that is to be closed although it still runs."""

    message = N_("%(place)s: this year is not over yet. It can be closed when it is.")


class NothingToClose(ReportRefused):
    """A year of which nothing was counted."""

    message = N_("%(place)s: nothing was counted in this year, so there is nothing to close.")


class NotAllCounted(ReportRefused):
    """A year that is to be closed before everything of it was counted."""

    message = N_(
        "%(place)s: not everything of before is counted yet, and what comes after closing would not count. "
        "It is counted by itself while a counsellor works with the program; please close the year after that."
    )


class NoPeriod(BadInput):
    """Something that is no period."""

    message = N_("%(place)s: this is no period. Please write it as 2026, 2026-H1, 2026-Q3 or 2026-07.")


class PeriodNotOffered(BadInput):
    """A kind of period that the report is not made for."""

    message = N_("%(place)s: this report is not made for such a period, only for: %(known)s.")


class PeriodNotOver(ReportRefused):
    """A release of a period that still runs."""

    message = N_(
        "%(place)s: this period is not over yet. What is released cannot be changed any more, so please wait for its end."
    )


class RecipientMissing(BadInput):
    """A release without saying to whom."""

    message = N_("%(place)s: please say to whom the report goes; it is kept in the release ledger.")


class NotInProgramme(ReportRefused):
    """A table in a detail that the programme of the year does not have."""

    message = N_(
        "%(place)s: the programme of %(year)d does not release this for such a period. "
        "It was fixed with the first release of the year, so that all its numbers stay safe together."
    )


class ProgrammeFixed(ReportRefused):
    """A change of a programme after the first release."""

    message = N_(
        "The programme of %(year)d was fixed with release %(number)d and cannot be changed any more. "
        "You can change that of the next year."
    )


class LeaksTogether(ReportRefused):
    """Two releases that tell together what neither tells alone."""

    message = N_(
        "This report cannot be released: together, release %(number)d (%(title)s, %(period)s) and the new one "
        "(%(new_title)s, %(new_period)s) would show numbers of very few people. Please merge: %(merge)s."
    )


class LeaksTogetherPlain(LeaksTogether):
    """The same where no merge is known that helps."""

    message = N_(
        "This report cannot be released: together, release %(number)d (%(title)s, %(period)s) and the new one "
        "(%(new_title)s, %(new_period)s) would show numbers of very few people. "
        "A longer period may go out, or a report of your own with fewer tables."
    )


class LeaksTogetherWithout(LeaksTogether):
    """The same where it is known which tables stand in the way."""

    message = N_(
        "This report cannot be released: together, release %(number)d (%(title)s, %(period)s) and the new one "
        "(%(new_title)s, %(new_period)s) would show numbers of very few people. "
        "Without this it can go out, as a report of your own: %(tables)s."
    )


class PartLeaks(ReportRefused):
    """A part of the people that tells too much beside the whole report."""

    message = N_(
        "%(title)s, %(period)s: beside the whole report this part of the people would show numbers of very few. "
        "Please look at a larger part, or at a longer period."
    )


class SortedAnew(ReportRefused):
    """Categories that stood for something else when an earlier report of the year left the house."""

    message = N_(
        "%(new_title)s, %(new_period)s: this is sorted in another way than when release %(number)d (%(title)s, %(period)s) "
        "left the house, because the program was updated since. Side by side, both would tell who was moved. "
        "What left the house can be handed out again; the new sorting goes out from %(next)d on."
    )


class SortedAnewWithout(SortedAnew):
    """The same where the report has other tables too."""

    message = N_(
        "%(new_title)s, %(new_period)s: this is sorted in another way than when release %(number)d (%(title)s, %(period)s) "
        "left the house, because the program was updated since. Side by side, both would tell who was moved. "
        "The new sorting goes out from %(next)d on. Without this it can go out now, as a report of your own: %(tables)s."
    )


class TooFine(ReportRefused):
    """Tables too fine for the few people in them, whatever was released before."""

    message = N_(
        "%(title)s, %(period)s: so few people are counted in these tables that hiding numbers is not enough. "
        "Please merge: %(merge)s."
    )


class TooFineWithout(TooFine):
    """The same where it is known which tables stand in the way."""

    message = N_(
        "%(title)s, %(period)s: so few people are counted in some of these tables that hiding numbers is not enough. "
        "Without this it can go out, as a report of your own: %(tables)s."
    )


class TooFinePlain(TooFine):
    """The same where nothing is known that helps."""

    message = N_(
        "%(title)s, %(period)s: so few people are counted in these tables that hiding numbers is not enough. "
        "Please choose a longer period, or make a report of your own that is coarser."
    )


class LedgerAltered(ReportRefused):
    """A ledger that is not what was written."""

    message = N_(
        "The release ledger was altered at release %(number)d (%(what)s). Nothing is released until that is cleared up; "
        "please restore a backup or call for help."
    )


class RevisionUnsafe(ReportRefused):
    """A revision whose difference to the released numbers would show single people."""

    message = N_(
        "%(title)s, %(period)s: these corrections concern so few people that the difference to release %(number)d "
        "would show them. The released numbers stay."
    )


class NothingToRevise(ReportRefused):
    """A revision where nothing was corrected."""

    message = N_("%(title)s, %(period)s: nothing was corrected since release %(number)d. Its numbers stay.")


class RevisedBefore(ReportRefused):
    """A second revision of the same months."""

    message = N_(
        "%(title)s, %(period)s: numbers of these months were revised already. "
        "Further corrections would show who was corrected in between; the released numbers stay."
    )


class ChangedSince(ReportRefused):
    """A revision of a report that was changed since it was released."""

    message = N_(
        "%(title)s, %(period)s: the report was changed since release %(number)d, so its numbers cannot be corrected. "
        "They can be handed out again as they are. What is counted now can go out as a report of another name."
    )


class NotYetReleased(ReportRefused):
    """A revision of what never left the house."""

    message = N_("%(title)s, %(period)s: this was not released yet, so there is nothing to revise.")


class NoMicrodata(ReportRefused):
    """A list of single people was asked for."""

    message = N_(
        "Lists of single people are not handed out, not even without names: age, nationality and district together "
        "are enough to recognise somebody. Please build a table instead; it is protected."
    )


class FolderNeeded(BadInput):
    """A place to which nothing could be written."""

    message = N_("%(place)s: nothing can be written there (%(reason)s).")


class NotPrintable(BadInput):
    """A title or label with a character that the fonts of reports do not have."""

    message = N_(
        "%(place)s: the character %(character)s cannot be printed in a report. Please write it in Latin letters."
    )


class ReportExists(BadInput):
    """A report of one's own that would take the place of one that comes with the program."""

    message = N_("%(place)s: a report of the program has this name already. Please choose another one.")


class TooManyReports(BadInput):
    """More reports of one's own than are kept."""

    message = N_("%(place)s: a centre keeps at most %(limit)d reports of its own. Please remove one first.")


class NotCountable(BadInput):
    """A report without any period."""

    message = N_("%(place)s: please say for which periods the report is made: month, quarter, half, year.")


class NotForMeasure(BadInput):
    """A dimension that does not go with what is counted."""

    message = N_(
        '%(place)s: "%(column)s" cannot be counted as %(measure)s, since the numbers would not add up. '
        "Please choose another measure or another dimension."
    )


class OneRest(BadInput):
    """Categories that do not take everybody exactly once."""

    message = N_("%(place)s: exactly one category must take the rest, so that everybody is counted.")


class TableTooLarge(BadInput):
    """A table of more cells than a report may have."""

    message = N_(
        "%(place)s: this table has %(cells)d cells; %(limit)d are possible. Please group categories."
    )


class TwiceInReport(BadInput):
    """A name that stands twice where it may stand once."""

    message = N_('%(place)s: "%(name)s" stands here twice.')
