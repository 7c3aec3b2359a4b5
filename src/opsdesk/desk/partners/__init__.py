"""The Partners tab: whom to call now, gaps in cover, what runs out."""
