"""The age bands of reports: those of form 34 of Decree 374/2025 (list `report34_age_band`)."""

from collections.abc import Mapping

AGE_BANDS: Mapping[str, int | None] = {"1": 30, "2": 40, "3": 50, "4": 60, "5": None}
"""Code -> the highest age, in whole years, that belongs to the band; youngest first."""
