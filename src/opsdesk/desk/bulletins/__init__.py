"""The Bulletins tab: what partners are told, who has confirmed, and whom to call next."""
