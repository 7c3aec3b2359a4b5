"""The foundation: sessions, transactions, the journal, who may do what, files."""
