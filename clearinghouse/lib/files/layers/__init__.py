"""Map layers of every format, as features of GeoJSON in longitude and latitude."""
