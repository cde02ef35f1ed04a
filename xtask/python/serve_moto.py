"""moto's server, with one mistake of it mended.

AWS lets through a filter what has any of its values. moto does so for lists where one value is asked for; where there are
several, it wants all of them, or nothing else: two subnets, each one of the two that a network ACL guards, are both not
found when they are asked for at once. The contract's exceptions (`crates/aws-live/tests/exceptions`) cannot name that: it
shows only in who else asks at the same moment.
"""

import sys
from fnmatch import fnmatch

from moto.ec2 import utils
from moto.server import main

motos_own = utils.is_filter_matching


def is_filter_matching(thing, name, wanted):
    values = thing.get_filter_value(name)
    if isinstance(values, (list, set, tuple)) and isinstance(wanted, list):
        return any(fnmatch(str(value), pattern) for value in values for pattern in wanted)
    return motos_own(thing, name, wanted)


utils.is_filter_matching = is_filter_matching
main(sys.argv[1:])
