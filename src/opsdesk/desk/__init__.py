"""Everything of the screen that has widgets: the frame, its tabs, its forms, the wallboard."""
