"""tmp"""

RACES = {}
