"""The house style, all of it from one place: measures and colours, texts that fit, the frame, the marks."""

from analysis_helpers.charts.labels import drawable, label_task, text_inches, text_width, wrap, wrap_inches
from analysis_helpers.charts.marks import Kind, bar_height, draw_bar, draw_expected, draw_variance, look, note_above
from analysis_helpers.charts.theme import colour, dot_colour, fonts, house_style, marker, size, sizes
from analysis_helpers.charts.titles import axes_inches, dress, label_room, leave_blank, new_axes, room_in, subtitle

__all__ = [
    "Kind",
    "axes_inches",
    "bar_height",
    "colour",
    "dot_colour",
    "draw_bar",
    "draw_expected",
    "draw_variance",
    "drawable",
    "dress",
    "fonts",
    "house_style",
    "label_room",
    "label_task",
    "leave_blank",
    "look",
    "marker",
    "new_axes",
    "note_above",
    "room_in",
    "size",
    "sizes",
    "subtitle",
    "text_inches",
    "text_width",
    "wrap",
    "wrap_inches",
]
