# People and machines of a small company.

resource "aws_iam_account_alias" "this" {
  account_alias = "bakery"
}

resource "aws_iam_account_password_policy" "this" {
  minimum_password_length        = 12
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = false
  allow_users_to_change_password = true
  max_password_age               = 365
  password_reuse_prevention      = 5
}

resource "aws_iam_group" "staff" {
  name = "staff"
  path = "/people/"
}

resource "aws_iam_user" "people" {
  for_each             = toset(["ann", "bob"])
  name                 = each.key
  path                 = "/people/"
  permissions_boundary = aws_iam_policy.limit.arn
  tags                 = { team = "web" }
}

resource "aws_iam_group_membership" "staff" {
  name  = "staff"
  group = aws_iam_group.staff.name
  users = [for u in aws_iam_user.people : u.name]
}

resource "aws_iam_policy" "limit" {
  name        = "limit"
  description = "What people may at most"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:*", "iam:ChangePassword", "iam:*MFADevice"], Resource = "*" }]
  })
}

resource "aws_iam_group_policy_attachment" "read" {
  group      = aws_iam_group.staff.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_group_policy" "self" {
  name  = "self"
  group = aws_iam_group.staff.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow", Action = ["iam:ChangePassword", "iam:EnableMFADevice"]
      Resource = "arn:aws:iam::*:user/people/$${aws:username}"
    }]
  })
}

resource "aws_iam_user_login_profile" "ann" {
  user                    = aws_iam_user.people["ann"].name
  password_length         = 20
  password_reset_required = true
  depends_on              = [aws_iam_account_password_policy.this]
}

resource "aws_iam_access_key" "bob" {
  user = aws_iam_user.people["bob"].name
}

resource "aws_iam_virtual_mfa_device" "spare" {
  virtual_mfa_device_name = "spare"
}
