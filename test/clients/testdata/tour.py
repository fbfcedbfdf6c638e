"""The tour of S3, IAM and STS with boto3, waiters, paginators and transfers."""
import hashlib
import io
import json
import os
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

region = os.environ["AWS_DEFAULT_REGION"]
options = {"endpoint_url": os.environ["AWS_ENDPOINT_URL"], "region_name": region}
s3 = boto3.client("s3", **options)
iam = boto3.client("iam", **options)
sts = boto3.client("sts", **options)
ec2 = boto3.client("ec2", **options)
bucket = "tour-py"


def refused(code, call, **kw):
    try:
        call(**kw)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return e.response
    raise AssertionError(f"{call} was not refused with {code}")


me = sts.get_caller_identity()
account = me["Account"]
assert me["Arn"] == f"arn:aws:iam::{account}:root", me

s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
s3.get_waiter("bucket_exists").wait(Bucket=bucket)
refused("BucketAlreadyOwnedByYou", s3.create_bucket, Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
assert s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] == region
assert s3.head_bucket(Bucket=bucket)["ResponseMetadata"]["HTTPHeaders"]["x-amz-bucket-region"] == region

# Every checksum, in the header and in a trailer, and a range.
body = os.urandom(300_000)
for algorithm in ("CRC32", "SHA1", "SHA256"):
    put = s3.put_object(Bucket=bucket, Key=f"sum/{algorithm}", Body=io.BytesIO(body), ChecksumAlgorithm=algorithm)
    head = s3.head_object(Bucket=bucket, Key=f"sum/{algorithm}", ChecksumMode="ENABLED")
    assert head[f"Checksum{algorithm}"] == put[f"Checksum{algorithm}"], (put, head)
got = s3.get_object(Bucket=bucket, Key="sum/SHA256", Range="bytes=1000-1999")
assert got["Body"].read() == body[1000:2000] and got["ContentRange"] == "bytes 1000-1999/300000", got
assert got["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'

# The transfer manager uploads in parallel parts.
big = os.urandom(20 << 20)
s3.upload_fileobj(io.BytesIO(big), bucket, "big", ExtraArgs={"ContentType": "video/mp4"})
back = io.BytesIO()
s3.download_fileobj(bucket, "big", back)
assert back.getvalue() == big
s3.get_waiter("object_exists").wait(Bucket=bucket, Key="big")
s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "big"})
assert s3.head_object(Bucket=bucket, Key="copy")["ContentType"] == "video/mp4"

# Versions and delete markers.
s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
first = s3.put_object(Bucket=bucket, Key="v", Body=b"1")["VersionId"]
s3.put_object(Bucket=bucket, Key="v", Body=b"2")
s3.delete_object(Bucket=bucket, Key="v")
refused("NoSuchKey", s3.get_object, Bucket=bucket, Key="v")
assert s3.get_object(Bucket=bucket, Key="v", VersionId=first)["Body"].read() == b"1"
versions = s3.list_object_versions(Bucket=bucket, Prefix="v")
assert len(versions["Versions"]) == 2 and len(versions["DeleteMarkers"]) == 1, versions

# Paging.
for i in range(25):
    s3.put_object(Bucket=bucket, Key=f"page/{i:03}", Body=b"")
pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="page/", PaginationConfig={"PageSize": 10}))
assert [len(p["Contents"]) for p in pages] == [10, 10, 5]
assert pages[0]["Contents"][0]["Key"] == "page/000"

# Presigned, by both versions of the signature.
for version in ("s3v4", "s3"):
    client = boto3.client("s3", config=Config(signature_version=version), **options)
    url = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "sum/SHA1"}, ExpiresIn=60)
    assert urllib.request.urlopen(url).read() == body, version

# IAM: a user, a group, a policy, a role.
iam.create_user(UserName="py", Path="/team/")
iam.get_waiter("user_exists").wait(UserName="py")
refused("EntityAlreadyExists", iam.create_user, UserName="py")
refused("NoSuchEntity", iam.get_user, UserName="nobody")
refused("ValidationError", iam.create_user, UserName="no spaces")
iam.create_group(GroupName="readers")
iam.add_user_to_group(GroupName="readers", UserName="py")
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"}]}
arn = iam.create_policy(PolicyName="list", PolicyDocument=json.dumps(policy))["Policy"]["Arn"]
iam.attach_group_policy(GroupName="readers", PolicyArn=arn)
refused("MalformedPolicyDocument", iam.create_policy, PolicyName="bad", PolicyDocument="{")
key = iam.create_access_key(UserName="py")["AccessKey"]
theirs = boto3.client("s3", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"], **options)
assert theirs.list_objects_v2(Bucket=bucket)["KeyCount"] > 0
refused("AccessDenied", theirs.get_object, Bucket=bucket, Key="big")
assert iam.get_group(GroupName="readers")["Users"][0]["UserName"] == "py"
managed = [p["PolicyName"] for page in iam.get_paginator("list_policies").paginate(Scope="AWS") for p in page["Policies"]]
assert {"AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess"} <= set(managed), managed

token = sts.get_session_token(DurationSeconds=900)["Credentials"]
session = boto3.client("sts", aws_access_key_id=token["AccessKeyId"], aws_secret_access_key=token["SecretAccessKey"],
                       aws_session_token=token["SessionToken"], **options)
assert session.get_caller_identity()["Arn"] == me["Arn"]

# A taste of EC2.
names = {r["RegionName"] for r in ec2.describe_regions()["Regions"]}
assert {region, "us-east-1"} <= names, names
assert [z["ZoneName"] for z in ec2.describe_availability_zones()["AvailabilityZones"]][0] == region + "a"
assert ec2.describe_account_attributes(AttributeNames=["supported-platforms"])["AccountAttributes"]
answer = refused("NotImplemented", ec2.describe_instances)
assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501, answer

# All away again.
bucket_resource = boto3.resource("s3", **options).Bucket(bucket)
refused("BucketNotEmpty", s3.delete_bucket, Bucket=bucket)
bucket_resource.object_versions.delete()
s3.delete_bucket(Bucket=bucket)
s3.get_waiter("bucket_not_exists").wait(Bucket=bucket)
print("tour passed")
