"""`python -m featurecheck`: the command line without the installed script."""

from featurecheck.cli import main

main()
