"""Mend damaged text: pinyin annotations, characters of another script, bytes out of step."""
