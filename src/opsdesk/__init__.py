"""OpsDesk: the desktop client of a joint operations desk."""
