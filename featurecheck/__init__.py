"""featurecheck: do you really need that feature?"""

__version__ = "0.1.0"
