"""The Map tab: where everything stands, how old it is, who is near, and where nobody stands."""
