// The tour of S3, IAM and STS with AWS's SDK for JavaScript v3.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';

const region = process.env.AWS_REGION;
const S3 = new s3.S3Client({ forcePathStyle: true });
const IAM = new iam.IAMClient({});
const Bucket = 'tour-js';

const me = await new sts.STSClient({}).send(new sts.GetCallerIdentityCommand({}));
assert.match(me.Arn, /:root$/);

await S3.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
await S3.send(new s3.PutObjectCommand({ Bucket, Key: 'a b/é.txt', Body: 'hello', ContentType: 'text/plain', Metadata: { who: 'me' } }));
const got = await S3.send(new s3.GetObjectCommand({ Bucket, Key: 'a b/é.txt' }));
assert.equal(await got.Body.transformToString(), 'hello');
assert.equal(got.ContentType, 'text/plain');
assert.deepEqual(got.Metadata, { who: 'me' });

// A stream of unknown length goes up in signed parts.
const big = randomBytes(11 << 20);
await new Upload({ client: S3, params: { Bucket, Key: 'big', Body: Readable.from(chunks(big)) } }).done();
function* chunks(b) { for (let i = 0; i < b.length; i += 100_000) yield b.subarray(i, i + 100_000); }
const back = await S3.send(new s3.GetObjectCommand({ Bucket, Key: 'big' }));
assert.ok(Buffer.from(await back.Body.transformToByteArray()).equals(big));
const range = await S3.send(new s3.GetObjectCommand({ Bucket, Key: 'big', Range: 'bytes=5242870-5242889' }));
assert.ok(Buffer.from(await range.Body.transformToByteArray()).equals(big.subarray(5242870, 5242890)));

const list = await S3.send(new s3.ListObjectsV2Command({ Bucket, Delimiter: '/' }));
assert.deepEqual([list.CommonPrefixes.map(p => p.Prefix), list.Contents.map(o => o.Key)], [['a b/'], ['big']]);

const put = await getSignedUrl(S3, new s3.PutObjectCommand({ Bucket, Key: 'signed' }), { expiresIn: 60 });
assert.equal((await fetch(put, { method: 'PUT', body: 'by url' })).status, 200);
const get = await getSignedUrl(S3, new s3.GetObjectCommand({ Bucket, Key: 'signed' }), { expiresIn: 60 });
assert.equal(await (await fetch(get)).text(), 'by url');

await assert.rejects(S3.send(new s3.GetObjectCommand({ Bucket, Key: 'none' })), { name: 'NoSuchKey' });
await assert.rejects(S3.send(new s3.HeadObjectCommand({ Bucket, Key: 'none' })), { name: 'NotFound' });
await assert.rejects(S3.send(new s3.SelectObjectContentCommand({ Bucket, Key: 'big', Expression: 'x', ExpressionType: 'SQL', InputSerialization: {}, OutputSerialization: {} })),
  e => e.name === 'NotImplemented' && e.$metadata.httpStatusCode === 501);

await IAM.send(new iam.CreateUserCommand({ UserName: 'js', Tags: [{ Key: 'k', Value: 'v' }] }));
const { AccessKey: key } = await IAM.send(new iam.CreateAccessKeyCommand({ UserName: 'js' }));
const credentials = { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
await assert.rejects(new s3.S3Client({ forcePathStyle: true, credentials }).send(new s3.ListObjectsV2Command({ Bucket })), { name: 'AccessDenied' });
await IAM.send(new iam.CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: JSON.stringify({
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: me.Account }, Action: 'sts:AssumeRole' }] }) }));
await IAM.send(new iam.AttachRolePolicyCommand({ RoleName: 'reader', PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' }));
await IAM.send(new iam.PutUserPolicyCommand({ UserName: 'js', PolicyName: 'assume', PolicyDocument: JSON.stringify({
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] }) }));
const { Credentials: c } = await new sts.STSClient({ credentials }).send(new sts.AssumeRoleCommand({
  RoleArn: `arn:aws:iam::${me.Account}:role/reader`, RoleSessionName: 'tour' }));
const reader = new s3.S3Client({ forcePathStyle: true, credentials: { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken } });
assert.equal((await reader.send(new s3.ListObjectsV2Command({ Bucket }))).KeyCount, 3);
await assert.rejects(reader.send(new s3.DeleteObjectCommand({ Bucket, Key: 'big' })), { name: 'AccessDenied' });

const gone = await S3.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: ['a b/é.txt', 'big', 'signed'].map(Key => ({ Key })) } }));
assert.equal(gone.Deleted.length, 3);
await S3.send(new s3.DeleteBucketCommand({ Bucket }));
console.log('tour passed');
