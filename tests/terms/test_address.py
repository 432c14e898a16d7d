"""This module holds that only plain addresses in the allowed domains are used."""

from __future__ import annotations

import pytest

from csplan.terms.address import address_fault, allowed_domains, unusable_domains
from csplan.terms.values import Value

ALLOWED = ("derbyshire.gov.uk", "schools.derbyshire.gov.uk")

GOOD = (
    "jane.smith@derbyshire.gov.uk",
    "Jane.Smith@Derbyshire.Gov.UK",
    "j@derbyshire.gov.uk",
    "o'brien@derbyshire.gov.uk",
    "jane_smith-jones+plans@derbyshire.gov.uk",
    "007@derbyshire.gov.uk",
    "head@schools.derbyshire.gov.uk",
    f"{'a' * 64}@derbyshire.gov.uk",
)
BAD: tuple[tuple[Value, str], ...] = (
    (None, "email-missing"),
    ("", "email-missing"),
    ("   ", "email-missing"),
    (0.0, "email-malformed"),
    (True, "email-malformed"),
    ("jane", "email-malformed"),
    ("@derbyshire.gov.uk", "email-malformed"),
    ("jane@", "email-malformed"),
    ("jane@derbyshire", "email-malformed"),
    ("jane@@derbyshire.gov.uk", "email-malformed"),
    ("jane@evil.org@derbyshire.gov.uk", "email-malformed"),
    ("jane smith@derbyshire.gov.uk", "email-malformed"),
    (" jane@derbyshire.gov.uk", "email-malformed"),
    ("jane@derbyshire.gov.uk ", "email-malformed"),
    ("jane@derbyshire.gov.uk, bob@derbyshire.gov.uk", "email-malformed"),
    ("jane@derbyshire.gov.uk;bob@derbyshire.gov.uk", "email-malformed"),
    ("jane@derbyshire.gov.uk\r\nBcc: bob@evil.org", "email-malformed"),
    ("jane@derbyshire.gov.uk\n", "email-malformed"),
    ("jane\x00@derbyshire.gov.uk", "email-malformed"),
    ("Jane <jane@derbyshire.gov.uk>", "email-malformed"),
    ("<jane@derbyshire.gov.uk>", "email-malformed"),
    ('"jane smith"@derbyshire.gov.uk', "email-malformed"),
    ("jane(head)@derbyshire.gov.uk", "email-malformed"),
    ("jane@[127.0.0.1]", "email-malformed"),
    (".jane@derbyshire.gov.uk", "email-malformed"),
    ("jane.@derbyshire.gov.uk", "email-malformed"),
    ("jane..smith@derbyshire.gov.uk", "email-malformed"),
    ("-jane@derbyshire.gov.uk", "email-malformed"),
    ("jane%evil.org@derbyshire.gov.uk", "email-malformed"),
    ("evil.org!jane@derbyshire.gov.uk", "email-malformed"),
    ("jane@derbyshire..gov.uk", "email-malformed"),
    ("jane@-derbyshire.gov.uk", "email-malformed"),
    ("jane@derbyshire.gov.uk.", "email-malformed"),
    ("mailto:jane@derbyshire.gov.uk", "email-malformed"),
    (f"{'a' * 65}@derbyshire.gov.uk", "email-malformed"),
    (f"jane@{'a.' * 130}uk", "email-malformed"),
    ("siân@derbyshire.gov.uk", "email-malformed"),
    ("jane@derbyshіre.gov.uk", "email-malformed"),  # a Cyrillic і
    ("jane＠derbyshire.gov.uk", "email-malformed"),
    ("jane@xn--derbyshre-i2a.gov.uk", "email-malformed"),
    ("jane@XN--derbyshre-i2a.gov.uk", "email-malformed"),
    ("jane@derbyshire.gov.uk\u200b", "email-malformed"),
    ("jane@derbyshlre.gov.uk", "email-outside-domains"),
    ("jane@derby5hire.gov.uk", "email-outside-domains"),
    ("jane@derbyshire-gov.uk", "email-outside-domains"),
    ("jane@derbyshire.gov.uk.com", "email-outside-domains"),
    ("jane@evil.derbyshire.gov.uk", "email-outside-domains"),
    ("jane@gov.uk", "email-outside-domains"),
    ("jane@gmail.com", "email-outside-domains"),
)


@pytest.mark.parametrize("address", GOOD)
def test_a_plain_address_in_an_allowed_domain_is_used(address: str) -> None:
    assert address_fault(address, ALLOWED) is None


@pytest.mark.parametrize(("address", "code"), BAD)
def test_any_other_address_is_refused_with_its_code(address: Value, code: str) -> None:
    fault = address_fault(address, ALLOWED)
    assert fault is not None
    assert code == fault.code
    assert fault.message.isprintable()
    assert fault.fix.endswith(".")


@pytest.mark.parametrize(
    "domain",
    [
        "derbyshlre.gov.uk",
        "derby5hire.gov.uk",
        "derbyshire-gov.uk",
        "derbyshire.gov.uk.com",
        "derbyshirre.gov.uk",
        "clerbyshire.gov.uk",
    ],
)
def test_a_domain_that_only_looks_right_is_named_with_the_one_that_it_looks_like(
    domain: str,
) -> None:
    fault = address_fault(f"jane@{domain}", ALLOWED)
    assert fault is not None
    expected = f"{domain} only looks like derbyshire.gov.uk, and is not an allowed e-mail domain."
    assert expected == fault.message


def test_a_domain_far_from_all_is_merely_not_among_them() -> None:
    fault = address_fault("jane@gmail.com", ALLOWED)
    assert fault is not None
    assert "gmail.com is not among the allowed e-mail domains on Settings." == fault.message


def test_without_allowed_domains_only_the_form_counts() -> None:
    assert address_fault("jane@gmail.com", ()) is None
    assert address_fault("jane", ()) is not None


def test_a_long_address_is_cut_in_the_message_only() -> None:
    fault = address_fault("a" * 500, ALLOWED)
    assert fault is not None
    assert len(fault.message) < 200


@pytest.mark.parametrize(
    ("setting", "good", "bad"),
    [
        (None, (), ()),
        (12.0, (), ()),
        (" , ", (), ()),
        ("Derbyshire.gov.uk", ("derbyshire.gov.uk",), ()),
        ("@a.org,b.org ", ("a.org", "b.org"), ()),
        ("*.gov.uk, gov, a..org, a b.org", (), ("*.gov.uk", "gov", "a..org", "a b.org")),
        ("derbyshіre.gov.uk, xn--a.org", (), ("derbyshіre.gov.uk", "xn--a.org")),
        ("jane@a.org", (), ("jane@a.org",)),
    ],
)
def test_domains_are_read_from_the_setting_letter_for_letter(
    setting: Value, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    assert good == allowed_domains(setting)
    assert bad == unusable_domains(setting)
