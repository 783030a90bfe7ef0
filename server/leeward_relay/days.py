"""Days and months as the relay keeps them: whole numbers, in UTC, and nothing finer."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(seconds: float) -> int:
    """Give the days since 1970 of a time in Unix seconds."""
    return int(seconds // 86400)


def month_of(day: int) -> int:
    """Give the months since year 0 of a day."""
    date = EPOCH + timedelta(days=day)
    return date.year * 12 + date.month - 1


def hour_of(seconds: float) -> int:
    """Give the hour of the day."""
    return int(seconds % 86400 // 3600)
