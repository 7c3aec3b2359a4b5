"""The Briefings tab: choose a packet, see it, see what is left out, save or print it, and who got one."""
