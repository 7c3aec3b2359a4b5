"""Packets on paper: what goes in (recipes), and how the pages look (ReportLab)."""
