"""Identifiers of pupils, schools and addresses, and their checks.

`check_…` functions give the normal form or raise `IdentifierError`; the error of a person's identifier never
repeats it. Sources: DfE, Unique Pupil Numbers; DfE, local authority codes; NHS Data Dictionary, NHS number.
"""

import re
from typing import Final

from stdnum.gb import nhs
from stdnum.gb.upn import calc_check_digit

UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"

_PRESENT_AUTHORITIES: Final = """
    201 202 203 204 205 206 207 208 209 210 211 212 213 301 302 303 304 305 306 307 308 309 310 311 312 313 314 315
    316 317 318 319 320 330 331 332 333 334 335 336 340 341 342 343 344 350 351 352 353 354 355 356 357 358 359 370
    371 372 373 380 381 382 383 384 390 391 392 393 394 420 800 801 802 803 805 806 807 808 810 811 812 813 815 816
    821 822 823 825 826 830 831 838 839 840 841 845 846 850 851 852 855 856 857 860 861 865 866 867 868 869 870 871
    872 873 874 876 877 878 879 880 881 882 883 884 885 886 887 888 889 890 891 892 893 894 895 896 908 916 919 921
    925 926 929 931 933 935 936 937 938 940 941 942 943
"""
_FORMER_AUTHORITIES: Final = "702 820 835 836 837 875 909 928"  # they still stand in the UPNs of pupils now at school

LA_CODES: Final = frozenset((_PRESENT_AUTHORITIES + _FORMER_AUTHORITIES).split())
"""The 3-digit DfE codes that a UPN can begin with: authorities of today, and those dissolved since UPNs began."""

_NHS_NUMBER: Final = re.compile(r"[0-9]{10}")
_PRACTICE: Final = re.compile("[A-Z][0-9]{5}")
_UPN: Final = re.compile(rf"[{UPN_LETTERS}][0-9]{{11}}[0-9{UPN_LETTERS}]")
_URN: Final = re.compile(r"[1-9][0-9]{5}")
_UKPRN: Final = re.compile(r"1[0-9]{7}")
_UPRN: Final = re.compile(r"[1-9][0-9]{0,11}")


class IdentifierError(ValueError):
    """An identifier breaks its rule. The text says which rule; a person's identifier is never repeated."""


def check_upn(text: str) -> str:
    """A unique pupil number, permanent or temporary, without spaces and in capitals. For education use only."""
    upn = text.replace(" ", "").upper()
    if not _UPN.fullmatch(upn):
        raise IdentifierError("a upn is a check letter, 11 digits, and a digit (permanent) or a letter (temporary)")
    if upn[1:4] not in LA_CODES:
        raise IdentifierError("characters 2 to 4 of this upn are no local authority's code")
    if calc_check_digit(upn[1:]) != upn[0]:
        raise IdentifierError("the check letter of this upn is wrong: look for a mistyped digit")
    return upn


def check_nhs_number(text: str) -> str:
    """An NHS number without spaces and hyphens: 10 digits, the last one a check digit (weights 10 to 2, modulus 11)."""
    number = text.replace(" ", "").replace("-", "")
    if not _NHS_NUMBER.fullmatch(number):
        raise IdentifierError("an nhs number has 10 digits")
    if not is_nhs_number(number):
        raise IdentifierError("the check digit of this nhs number is wrong: look for a mistyped digit")
    return number


def is_nhs_number(number: str) -> bool:
    """Whether 10 digits are an NHS number. Ten times the same digit is none, though the check digit may be right."""
    return len(set(number)) > 1 and nhs.is_valid(number)


def check_gp_practice(text: str) -> str:
    """The ODS code of a GP practice in capitals: a letter and five digits. No check digit."""
    code = text.strip().upper()
    if not _PRACTICE.fullmatch(code):
        raise IdentifierError("the ods code of a gp practice is a letter and 5 digits, such as E81001")
    return code


def is_urn(text: str) -> bool:
    """Whether this can be a school's unique reference number: 6 digits, no check digit."""
    return _URN.fullmatch(text) is not None


def is_ukprn(text: str) -> bool:
    """Whether this can be a UK provider reference number: 8 digits that begin with 1."""
    return _UKPRN.fullmatch(text) is not None


def check_uprn(text: str) -> str:
    """A unique property reference number without leading zeros: up to 12 digits. It may be a person's address."""
    uprn = text.strip().lstrip("0")
    if not _UPRN.fullmatch(uprn):
        raise IdentifierError("a uprn has 1 to 12 digits")
    return uprn
