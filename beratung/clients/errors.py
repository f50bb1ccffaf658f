# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with people, their names and lists of them."""

from beratung.domain.errors import N_, BadInput, Refused


class ForeignCharacter(BadInput):
    """A character that DIN 91379 does not allow in a name."""

    message = N_("%(place)s: the character %(character)s cannot stand in a name.")


class OtherScript(BadInput):
    """A given or family name that is not in Latin letters."""

    message = N_(
        "%(place)s: the character %(character)s is not a Latin letter. "
        "Please enter the name as in the passport and this spelling under other names."
    )


class MixedScripts(BadInput):
    """A name that mixes alphabets, usually letters that only look alike."""

    message = N_("%(place)s: the name mixes two alphabets; the character %(character)s does not fit in.")


class EmptyName(BadInput):
    """A name without a letter."""

    message = N_("%(place)s: a name needs at least one letter.")


class SecondPersonNeeded(Refused):
    """A deletion that somebody else must confirm."""

    message = N_("A second person must confirm this deletion with a password of their own.")


class FileMissing(BadInput):
    """A file to import that cannot be read."""

    message = N_(
        "%(place)s: the file cannot be read. Please check where it lies and whether you may open it."
    )


class NoTable(BadInput):
    """A file that holds no table."""

    message = N_("%(place)s: this is no CSV or XLSX table. Please save the list as one of them.")


class EmptyTable(BadInput):
    """A table without a row below its header."""

    message = N_("%(place)s: the table is empty. The first line must hold the names of the columns.")


class TooBig(BadInput):
    """A file that is larger than any list of people."""

    message = N_("%(place)s: the file is too large. At most %(limit)s fit; please split it.")


class NothingMapped(BadInput):
    """A table none of whose columns was understood."""

    message = N_(
        "%(place)s: none of the columns was recognised. Please say with a map which column is which; "
        "the known fields are: %(known)s."
    )


class MappedTwice(BadInput):
    """Two columns that go to the same field."""

    message = N_("%(place)s: two columns go to the field %(field)s. Please choose one of them.")


class UnknownColumn(BadInput):
    """A map that names a header which the table does not have."""

    message = N_("%(place)s: entry %(entry)d of the map names a column that the table does not have.")


class EmptyRow(BadInput):
    """A row without a value in any column that is imported."""

    message = N_("The row is empty.")


class UnknownName(BadInput):
    """A nationality, language or place that no list knows by this name."""

    message = N_("%(place)s: this name is not in the list. Please write it as in the list, or its code.")


class AmbiguousName(BadInput):
    """A name that several entries of a list share, such as Kurdish."""

    message = N_("%(place)s: this name stands for several entries of the list. Please write it more exactly.")


class BrokenCell(BadInput):
    """A cell of more characters than any field takes, or a formula without a result."""

    message = N_("A cell of this row cannot be read: it is too long, or a formula that was never calculated.")


class RowTooLong(BadInput):
    """A row with more cells than the header has columns."""

    message = N_("The row has more cells than the header has columns; perhaps a separator stands in a text.")
