terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" {}
variable "region" {}

provider "aws" {
  region                     = var.region
  s3_use_path_style          = true
  skip_metadata_api_check    = true
  skip_requesting_account_id = false
  endpoints {
    s3  = var.endpoint
    iam = var.endpoint
    sts = var.endpoint
    ec2 = var.endpoint
  }
}

data "aws_caller_identity" "me" {}
data "aws_regions" "all" {}
data "aws_availability_zones" "here" {}

resource "aws_s3_bucket" "site" {
  bucket        = "terraformed-site"
  force_destroy = true
  tags          = { client = "bakery", stage = "live" }
}

resource "aws_s3_bucket_versioning" "site" {
  bucket = aws_s3_bucket.site.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_ownership_controls" "site" {
  bucket = aws_s3_bucket.site.id
  rule { object_ownership = "BucketOwnerEnforced" }
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "site" {
  bucket     = aws_s3_bucket.site.id
  depends_on = [aws_s3_bucket_public_access_block.site]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Public"
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.site.arn}/*"
    }]
  })
}

resource "aws_s3_bucket_website_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  index_document { suffix = "index.html" }
  error_document { key = "404.html" }
  routing_rule {
    condition { key_prefix_equals = "old/" }
    redirect { replace_key_prefix_with = "new/" }
  }
}

resource "aws_s3_object" "index" {
  bucket       = aws_s3_bucket.site.id
  key          = "index.html"
  content      = "<h1>bread</h1>"
  content_type = "text/html"
  tags         = { kind = "page" }
}

resource "aws_iam_user" "baker" {
  name = "baker"
  path = "/clients/"
  tags = { client = "bakery" }
}

resource "aws_iam_access_key" "baker" { user = aws_iam_user.baker.name }

resource "aws_iam_group" "editors" { name = "editors" }

resource "aws_iam_user_group_membership" "baker" {
  user   = aws_iam_user.baker.name
  groups = [aws_iam_group.editors.name]
}

resource "aws_iam_policy" "write" {
  name        = "write-site"
  description = "Writes the bakery's site"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObject"], Resource = "${aws_s3_bucket.site.arn}/*" }]
  })
}

resource "aws_iam_group_policy_attachment" "editors" {
  group      = aws_iam_group.editors.name
  policy_arn = aws_iam_policy.write.arn
}

resource "aws_iam_user_policy" "list" {
  name = "list"
  user = aws_iam_user.baker.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = aws_s3_bucket.site.arn }]
  })
}

resource "aws_iam_role" "deploy" {
  name                 = "deploy"
  max_session_duration = 7200
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = aws_iam_user.baker.arn } }]
  })
}

resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_instance_profile" "deploy" {
  name = "deploy"
  role = aws_iam_role.deploy.name
}

output "account" { value = data.aws_caller_identity.me.account_id }
output "website" { value = aws_s3_bucket_website_configuration.site.website_endpoint }
output "zones" { value = data.aws_availability_zones.here.names }
