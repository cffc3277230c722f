"""The monthly progress return of a district's projects."""
