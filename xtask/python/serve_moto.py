"""moto's server, with one mistake of it mended.

AWS lets through a filter what has any of its values. moto does so for lists where one value is asked for; where there are
several, it wants all of them, or nothing else: two subnets, each one of the two that a network ACL guards, are both not
found when they are asked for at once. The contract's exceptions (`crates/aws-live/tests/exceptions`) cannot name that: it
shows only in who else asks at the same moment.

And it leaves out the tags that a bucket is made with: without them nobody could tell whose it is.
"""

import sys
from fnmatch import fnmatch

from moto.ec2 import utils
from moto.s3.responses import S3Response
from moto.server import main
from xmltodict import parse

motos_own = utils.is_filter_matching


def is_filter_matching(thing, name, wanted):
    values = thing.get_filter_value(name)
    if isinstance(values, (list, set, tuple)) and isinstance(wanted, list):
        return any(fnmatch(str(value), pattern) for value in values for pattern in wanted)
    return motos_own(thing, name, wanted)


utils.is_filter_matching = is_filter_matching
motos_put = S3Response._bucket_response_put


def put_bucket(self, request, bucket_name, querystring):
    answer = motos_put(self, request, bucket_name, querystring)
    # A bucket can be made with its tags since the end of 2025.
    if not querystring and self.body and b"<Tags>" in self.body:
        tags = parse(self.body, force_list={"Tag": True})["CreateBucketConfiguration"]["Tags"]["Tag"]
        self.backend.put_bucket_tagging(bucket_name, {tag["Key"]: tag.get("Value") or "" for tag in tags})
    return answer


S3Response._bucket_response_put = put_bucket
main(sys.argv[1:])
