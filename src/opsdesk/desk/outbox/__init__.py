"""The page of what waits on this desk."""
