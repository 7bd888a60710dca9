from workforce.models.space import SpaceAdministrator

__all__ = ["SpaceAdministrator"]
