"""The partner directory: organizations, contacts, agreements, licences, posts, coverage, engagements."""
