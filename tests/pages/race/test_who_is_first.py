"""Who is called the first at the target."""

import math

from tests.support.sentences import first


def test_who_only_touches_the_target_is_not_first() -> None:
    text = first(math.inf, math.inf, math.inf, touched=7.0)
    assert text.startswith("No method")
    assert "**asgd** touches it after 7 s" in text
    assert "**ormo** is the first" in first(math.inf, math.inf, 50, touched=7.0)


def test_who_is_first() -> None:
    assert "**rescaled_asgd** is the first" in first(50, 40, math.inf)
    assert "0.01" in first(50, 40, math.inf)
    assert "40 s" in first(50, 40, math.inf)
    assert "**asgd** is the first" in first(40, math.inf, math.inf)


def test_nobody_is_first_who_is_not_ahead() -> None:
    text = first(50, 40, 40)
    assert "**rescaled_asgd** and" in text
    assert (
        "**ormo** are the first to reach a gap of 0.01 and stay there on average, after 40 simulated seconds." in text
    )
    assert "**asgd**" not in text
    assert "**asgd**, " in first(40, 40, 40)


def test_nobody_is_first_alone_or_where_nobody_arrives() -> None:
    assert first(40) == first(math.inf) == ""
    text = first(math.inf, math.inf, math.inf)
    assert "**" not in text
    assert "0.01" in text
