"""The addresses: each year's, by whom history says, with what is remembered of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from latentlib.data import load_state_of_the_union

# The last year in which each president addressed Congress, in order.
LAST_YEARS = [
    ("George Washington", 1796),
    ("John Adams", 1800),
    ("Thomas Jefferson", 1808),
    ("James Madison", 1816),
    ("James Monroe", 1824),
    ("John Quincy Adams", 1828),
    ("Andrew Jackson", 1836),
    ("Martin Van Buren", 1840),
    ("John Tyler", 1844),
    ("James K. Polk", 1848),
    ("Zachary Taylor", 1849),
    ("Millard Fillmore", 1852),
    ("Franklin Pierce", 1856),
    ("James Buchanan", 1860),
    ("Abraham Lincoln", 1864),
    ("Andrew Johnson", 1868),
    ("Ulysses S. Grant", 1876),
    ("Rutherford B. Hayes", 1880),
    ("Chester A. Arthur", 1884),
    ("Grover Cleveland", 1888),
    ("Benjamin Harrison", 1892),
    ("Grover Cleveland", 1896),
    ("William McKinley", 1900),
    ("Theodore Roosevelt", 1908),
    ("William H. Taft", 1912),
    ("Woodrow Wilson", 1920),
    ("Warren G. Harding", 1922),
    ("Calvin Coolidge", 1928),
    ("Herbert Hoover", 1932),
    ("Franklin D. Roosevelt", 1945),
    ("Harry S. Truman", 1953),
    ("Dwight D. Eisenhower", 1961),
    ("John F. Kennedy", 1963),
    ("Lyndon B. Johnson", 1969),
    ("Richard Nixon", 1974),
    ("Gerald R. Ford", 1977),
    ("Jimmy Carter", 1981),
    ("Ronald Reagan", 1988),
    ("George H. W. Bush", 1992),
    ("William J. Clinton", 2000),
    ("George W. Bush", 2008),
    ("Barack Obama", 2016),
    ("Donald J. Trump", 2020),
    ("Joseph R. Biden", 2021),
]
TWICE, NEVER = (1953, 1961), 1933


def test_each_year_has_the_president_of_that_year() -> None:
    speeches = load_state_of_the_union()
    expected, year = [], 1790
    for president, last in LAST_YEARS:
        expected += [(one, president) for one in range(year, last + 1) if one != NEVER]
        year = last if last in TWICE else last + 1
    assert [(speech.year, speech.president) for speech in speeches] == expected
    assert len(speeches) == 233
    assert speeches is load_state_of_the_union()


@pytest.mark.parametrize(
    ("year", "president", "words"),
    [
        (1823, "James Monroe", "not to be considered as subjects for future colonization"),
        (1862, "Abraham Lincoln", "the last best hope of earth"),
        (1941, "Franklin D. Roosevelt", "four essential human freedoms"),
        (1953, "Harry S. Truman", "the inaugural of our new President"),
        (1961, "John F. Kennedy", "an hour of national peril and national opportunity"),
        (1964, "Lyndon B. Johnson", "unconditional war on poverty"),
        (1975, "Gerald R. Ford", "the state of the Union is not good"),
        (1996, "William J. Clinton", "The era of big Government is over"),
        (2002, "George W. Bush", "axis of evil"),
    ],
)
def test_remembered_words_are_in_the_right_address(year: int, president: str, words: str) -> None:
    said = [one for one in load_state_of_the_union() if words in one.text]
    assert (year, president) in [(one.year, one.president) for one in said]
    assert len(said) <= 2


def test_addresses_are_all_different_clean_and_long() -> None:
    texts = [speech.text for speech in load_state_of_the_union()]
    assert len({text[:200] for text in texts}) == len(texts)
    assert min(len(text.split()) for text in texts) > 700
    assert all(text == " ".join(text.split()) and text.isprintable() for text in texts)


def test_years_never_go_back() -> None:
    years = [speech.year for speech in load_state_of_the_union()]
    assert {later - earlier for earlier, later in pairwise(years)} == {0, 1, 2}
