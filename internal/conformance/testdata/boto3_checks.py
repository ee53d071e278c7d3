"""What people do with boto3, one check a function, against the endpoint in the
environment. Prints a line of JSON a check: its name, and what went wrong."""

import base64, concurrent.futures, csv, datetime, hmac, json, threading, time, traceback, urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

iam = boto3.client("iam")
res = boto3.resource("iam")
DOC = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a+b/ é*%41"}]}
OTHER = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": ["s3:*"], "Resource": "*"}}
TEXT = json.dumps(DOC)
NOW = dict(WaiterConfig={"Delay": 0, "MaxAttempts": 1})
checks = []


def check(f):
    checks.append(f)
    return f


def same(got, want):
    assert got == want, f"got {got!r}, want {want!r}"


def refused(kind, code, status, f, **params):
    """The exception is of the class that the client made of the API model."""
    try:
        f(**params)
    except kind as e:
        meta = e.response["ResponseMetadata"]
        same((e.response["Error"]["Code"], meta["HTTPStatusCode"]), (code, status))
        same(e.response["Error"]["Type"], "Sender")
        assert meta["RequestId"] and meta["RequestId"] == meta["HTTPHeaders"]["x-amzn-requestid"], meta
        return e.response["Error"]["Message"]
    raise AssertionError(f"a call succeeded that is refused with {code}")


@check
def exceptions_have_the_classes_of_the_model():
    x = iam.exceptions
    refused(x.NoSuchEntityException, "NoSuchEntity", 404, iam.get_user, UserName="nobody")
    iam.create_user(UserName="twice")
    refused(x.EntityAlreadyExistsException, "EntityAlreadyExists", 409, iam.create_user, UserName="TWICE")
    refused(x.MalformedPolicyDocumentException, "MalformedPolicyDocument", 400, iam.create_policy, PolicyName="p", PolicyDocument="{}")
    refused(x.InvalidInputException, "InvalidInput", 400, iam.tag_user, UserName="twice", Tags=[{"Key": k, "Value": ""} for k in "Aa"])
    refused(x.PolicyNotAttachableException, "PolicyNotAttachable", 400, iam.attach_user_policy, UserName="twice",
            PolicyArn="arn:aws:iam::aws:policy/aws-service-role/AccessAnalyzerServiceRolePolicy")
    arn = iam.create_policy(PolicyName="five", PolicyDocument=TEXT)["Policy"]["Arn"]
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=TEXT)
    refused(x.LimitExceededException, "LimitExceeded", 409, iam.create_policy_version, PolicyArn=arn, PolicyDocument=TEXT)
    refused(x.DeleteConflictException, "DeleteConflict", 409, iam.delete_policy, PolicyArn=arn)
    refused(ClientError, "AccessDenied", 403, iam.delete_policy, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    refused(ClientError, "ValidationError", 400, iam.create_user, UserName="a b")


@check
def calls_that_return_nothing_return_only_metadata():
    iam.create_user(UserName="quiet")
    for f, params in [
        (iam.tag_user, {"Tags": [{"Key": "a", "Value": ""}]}), (iam.untag_user, {"TagKeys": ["a"]}),
        (iam.put_user_policy, {"PolicyName": "i", "PolicyDocument": TEXT}), (iam.delete_user_policy, {"PolicyName": "i"}),
        (iam.update_user, {"NewPath": "/p/"}), (iam.delete_user, {}),
    ]:
        same(list(f(UserName="quiet", **params)), ["ResponseMetadata"])


@check
def empty_lists_are_sent_and_come_back():
    same(iam.create_user(UserName="empty", Tags=[])["User"].get("Tags") or [], [])
    iam.untag_user(UserName="empty", TagKeys=[])
    for f, key in [(iam.list_user_tags, "Tags"), (iam.list_user_policies, "PolicyNames"),
                   (iam.list_attached_user_policies, "AttachedPolicies"), (iam.list_groups_for_user, "Groups")]:
        got = f(UserName="empty")
        same((got[key], got["IsTruncated"], "Marker" in got), ([], False, False))
    detail = iam.get_account_authorization_details(Filter=["User"])
    same([detail[k] for k in ("GroupDetailList", "RoleDetailList", "Policies")], [[], [], []])


@check
def tags_of_all_letters():
    tags = [{"Key": "Größe 1", "Value": ""}, {"Key": "a.b:c/d=e+f-g@h", "Value": "日本"}]
    arn = iam.create_policy(PolicyName="tags", PolicyDocument=TEXT, Tags=tags)["Policy"]["Arn"]
    got = iam.list_policy_tags(PolicyArn=arn)["Tags"]
    same(sorted(got, key=str), sorted(tags, key=str))


@check
def dates_are_in_utc():
    for d in [iam.create_user(UserName="dated")["User"]["CreateDate"], iam.get_user(UserName="dated")["User"]["CreateDate"]]:
        assert d.utcoffset() == datetime.timedelta(0) and d.microsecond == 0, d
        assert abs(datetime.datetime.now(datetime.timezone.utc) - d) < datetime.timedelta(minutes=10), d


@check
def documents_are_read_as_objects():
    iam.create_user(UserName="reader")
    iam.create_group(GroupName="readers")
    iam.put_user_policy(UserName="reader", PolicyName="i", PolicyDocument=TEXT)
    iam.put_group_policy(GroupName="readers", PolicyName="i", PolicyDocument=TEXT)
    arn = iam.create_policy(PolicyName="read", PolicyDocument=TEXT)["Policy"]["Arn"]
    same(iam.get_user_policy(UserName="reader", PolicyName="i")["PolicyDocument"], DOC)
    same(iam.get_group_policy(GroupName="readers", PolicyName="i")["PolicyDocument"], DOC)
    same(iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"], DOC)
    all = iam.get_paginator("get_account_authorization_details").paginate().build_full_result()
    same([u["UserPolicyList"] for u in all["UserDetailList"] if u["UserName"] == "reader"], [[{"PolicyName": "i", "PolicyDocument": DOC}]])
    same([g["GroupPolicyList"] for g in all["GroupDetailList"] if g["GroupName"] == "readers"], [[{"PolicyName": "i", "PolicyDocument": DOC}]])
    same([v["Document"] for p in all["Policies"] if p["Arn"] == arn for v in p["PolicyVersionList"]], [DOC])


def crowd():
    """Seven users in a group, the first with seven of everything else."""
    iam.create_group(GroupName="crowd", Path="/crowd/")
    arns = []
    for i in range(7):
        iam.create_user(UserName=f"crowd{i}", Path="/crowd/")
        iam.add_user_to_group(UserName=f"crowd{i}", GroupName="crowd")
        if i > 0:
            iam.create_group(GroupName=f"crowd{i}", Path="/crowd/")
            iam.add_user_to_group(UserName="crowd0", GroupName=f"crowd{i}")
        arns.append(iam.create_policy(PolicyName=f"crowd{i}", Path="/crowd/", PolicyDocument=TEXT)["Policy"]["Arn"])
        iam.attach_user_policy(UserName="crowd0", PolicyArn=arns[i])
        iam.attach_group_policy(GroupName="crowd", PolicyArn=arns[i])
        iam.put_user_policy(UserName="crowd0", PolicyName=f"i{i}", PolicyDocument=TEXT)
        iam.put_group_policy(GroupName="crowd", PolicyName=f"i{i}", PolicyDocument=TEXT)
        iam.tag_user(UserName="crowd0", Tags=[{"Key": f"t{i}", "Value": ""}])
        iam.tag_policy(PolicyArn=arns[0], Tags=[{"Key": f"t{i}", "Value": ""}])
    for i in range(1, 7):
        iam.attach_user_policy(UserName=f"crowd{i}", PolicyArn=arns[0])
    return arns


@check
def every_paginator_at_every_size():
    arns = crowd()
    user, group, policy = {"UserName": "crowd0"}, {"GroupName": "crowd"}, {"PolicyArn": arns[0]}
    for name, params, expression, want in [
        ("list_users", {"PathPrefix": "/crowd/"}, "Users[].UserName", 7), ("list_groups", {"PathPrefix": "/crowd/"}, "Groups[].GroupName", 7),
        ("get_group", group, "Users[].UserName", 7), ("list_groups_for_user", user, "Groups[].GroupName", 7),
        ("list_user_policies", user, "PolicyNames[]", 7), ("list_group_policies", group, "PolicyNames[]", 7),
        ("list_attached_user_policies", user, "AttachedPolicies[].PolicyArn", 7),
        ("list_attached_group_policies", group, "AttachedPolicies[].PolicyArn", 7),
        ("list_policies", {"Scope": "Local", "PathPrefix": "/crowd/"}, "Policies[].Arn", 7), ("list_policy_versions", policy, "Versions[].VersionId", 1),
        ("list_entities_for_policy", policy, "[PolicyGroups[].GroupName, PolicyUsers[].UserName][]", 8),
        ("list_user_tags", user, "Tags[].Key", 7), ("list_policy_tags", policy, "Tags[].Key", 7),
        ("get_account_authorization_details", {"Filter": ["User", "Group"]}, "[UserDetailList[?Path=='/crowd/'].Arn, GroupDetailList[?Path=='/crowd/'].Arn][]", 14),
    ]:
        if not iam.can_paginate(name):
            raise AssertionError(f"boto3 does not page through {name}")
        for size in (1, 3, 7, 1000):
            pages = iam.get_paginator(name).paginate(**params, PaginationConfig={"PageSize": size})
            got = list(pages.search(expression))
            assert len(got) == want and len(set(got)) == want, f"{name} in pages of {size}: {got}"


@check
def a_list_can_be_cut_and_resumed():
    want = [u["UserName"] for u in iam.get_paginator("list_users").paginate().build_full_result()["Users"]]
    got, token = [], None
    while True:
        part = iam.get_paginator("list_users").paginate(PaginationConfig={"MaxItems": 4, "PageSize": 3, "StartingToken": token}).build_full_result()
        got += [u["UserName"] for u in part["Users"]]
        token = part.get("NextToken")
        if not token:
            break
        same(len(part["Users"]), 4)
    same(got, want)


@check
def waiters_see_what_is_there():
    iam.create_user(UserName="awaited")
    iam.get_waiter("user_exists").wait(UserName="awaited", **NOW)
    arn = iam.create_policy(PolicyName="awaited", PolicyDocument=TEXT)["Policy"]["Arn"]
    iam.get_waiter("policy_exists").wait(PolicyArn=arn, **NOW)


@check
def waiters_give_up_on_what_is_not():
    for name, params in [("user_exists", {"UserName": "late"}), ("policy_exists", {"PolicyArn": "arn:aws:iam::111122223333:policy/late"})]:
        try:
            iam.get_waiter(name).wait(**params, **NOW)
        except WaiterError:
            continue
        raise AssertionError(f"{name} saw what is not there")


@check
def waiters_see_what_comes():
    timer = threading.Timer(0.1, lambda: iam.create_user(UserName="late"))
    timer.start()
    iam.get_waiter("user_exists").wait(UserName="late", WaiterConfig={"Delay": 0.02, "MaxAttempts": 500})
    timer.join()


@check
def resources_are_objects():
    user = res.create_user(UserName="object", Path="/o/", Tags=[{"Key": "a", "Value": "1"}])
    same((user.name, user.path, user.arn, user.tags), ("object", "/o/", "arn:aws:iam::111122223333:user/o/object", [{"Key": "a", "Value": "1"}]))
    group = res.create_group(GroupName="objects")
    user.add_group(GroupName="objects")
    same([u.name for u in group.users.all()], ["object"])
    same([g.name for g in res.User("object").groups.all()], ["objects"])
    inline = user.create_policy(PolicyName="i", PolicyDocument=TEXT)
    same((inline.policy_document, [p.name for p in user.policies.all()]), (DOC, ["i"]))
    inline.put(PolicyDocument=json.dumps(OTHER))
    same(res.UserPolicy("object", "i").policy_document, OTHER)
    policy = res.create_policy(PolicyName="object", PolicyDocument=TEXT, Description="d")
    policy.attach_user(UserName="object")
    policy.attach_group(GroupName="objects")
    same((policy.attachment_count, [p.arn for p in user.attached_policies.all()]), (2, [policy.arn]))
    same(([u.name for u in policy.attached_users.all()], [g.name for g in policy.attached_groups.all()], list(policy.attached_roles.all())),
         (["object"], ["objects"], []))
    version = policy.create_version(PolicyDocument=json.dumps(OTHER))
    version.set_as_default()
    same((res.Policy(policy.arn).default_version.version_id, version.document), ("v2", OTHER))
    res.PolicyVersion(policy.arn, "v1").delete()
    same([v.version_id for v in policy.versions.all()], ["v2"])
    same(res.AccountSummary().summary_map["UsersQuota"], 5000)
    same(res.CurrentUser().arn, "arn:aws:iam::111122223333:root")


@check
def objects_are_renamed_and_taken_down():
    user = res.User("object").update(NewUserName="renamed")
    same(user.arn, "arn:aws:iam::111122223333:user/o/renamed")
    same([u.name for u in res.Group("objects").users.all()], ["renamed"])
    user.remove_group(GroupName="objects")
    for p in user.policies.all():
        p.delete()
    for p in list(user.attached_policies.all()):
        user.detach_policy(PolicyArn=p.arn)
        res.Group("objects").detach_policy(PolicyArn=p.arn)
        p.delete()
    user.delete()
    res.Group("objects").delete()
    refused(iam.exceptions.NoSuchEntityException, "NoSuchEntity", 404, user.load)


TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
METADATA = ('<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="i"><IDPSSODescriptor/><!--' + "." * 1000 + "--></EntityDescriptor>")


@check
def roles_and_profiles():
    role = res.create_role(RoleName="role", Path="/r/", AssumeRolePolicyDocument=json.dumps(TRUST), Description="d", MaxSessionDuration=7200)
    same((role.arn, role.assume_role_policy_document, role.description, role.max_session_duration, role.role_last_used),
         ("arn:aws:iam::111122223333:role/r/role", TRUST, None, None, None))
    role.reload()
    same((role.description, role.max_session_duration, role.role_last_used), ("d", 7200, {}))
    same(iam.update_role(RoleName="role")["ResponseMetadata"]["HTTPStatusCode"], 200)
    iam.get_waiter("role_exists").wait(RoleName="role", **NOW)
    role.attach_policy(PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    res.RolePolicy("role", "i").put(PolicyDocument=TEXT)
    same(([p.policy_name for p in role.attached_policies.all()], res.RolePolicy("role", "i").policy_document), (["ReadOnlyAccess"], DOC))
    profile = res.create_instance_profile(InstanceProfileName="profile")
    profile.add_role(RoleName="role")
    profile.reload()
    same(([r.name for r in profile.roles], [p.name for p in role.instance_profiles.all()]), (["role"], ["profile"]))
    pages = iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"], PaginationConfig={"PageSize": 1})
    (detail,) = pages.search("RoleDetailList[?RoleName=='role']")
    same((detail["AssumeRolePolicyDocument"], detail["RolePolicyList"], detail["InstanceProfileList"][0]["Roles"][0]["RoleName"], detail["RoleLastUsed"]),
         (TRUST, [{"PolicyName": "i", "PolicyDocument": DOC}], "role", {}))
    iam.update_assume_role_policy(RoleName="role", PolicyDocument=json.dumps(TRUST).replace('"Service": "ec2.amazonaws.com"', '"AWS": "111122223333"'))
    same(iam.get_role(RoleName="role")["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"], {"AWS": "arn:aws:iam::111122223333:root"})
    refused(iam.exceptions.MalformedPolicyDocumentException, "MalformedPolicyDocument", 400, iam.update_assume_role_policy, RoleName="role", PolicyDocument="{")
    refused(iam.exceptions.DeleteConflictException, "DeleteConflict", 409, role.delete)
    linked = iam.create_service_linked_role(AWSServiceName="eks.amazonaws.com")["Role"]["RoleName"]
    refused(iam.exceptions.UnmodifiableEntityException, "UnmodifiableEntity", 400, iam.delete_role, RoleName=linked)


@check
def providers():
    oidc = iam.create_open_id_connect_provider(Url="https://id.example.com", ClientIDList=["c"])["OpenIDConnectProviderArn"]
    got = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=oidc)
    same((got["Url"], got["ClientIDList"], got["Tags"], len(got["ThumbprintList"])), ("id.example.com", ["c"], [], 1))
    same(iam.list_open_id_connect_providers()["OpenIDConnectProviderList"], [{"Arn": oidc}])
    saml = iam.create_saml_provider(Name="idp", SAMLMetadataDocument=METADATA)["SAMLProviderArn"]
    got = iam.get_saml_provider(SAMLProviderArn=saml)
    same((got["SAMLMetadataDocument"], got["Tags"], got["PrivateKeyList"]), (METADATA, [], []))
    same([p["Arn"] for p in iam.list_saml_providers()["SAMLProviderList"]], [saml])
    iam.delete_saml_provider(SAMLProviderArn=saml)
    refused(iam.exceptions.NoSuchEntityException, "NoSuchEntity", 404, iam.get_saml_provider, SAMLProviderArn=saml)


@check
def many_at_once():
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda i: iam.create_user(UserName=f"many{i}", Path="/many/")["User"]["UserId"], range(40)))
    same(len(set(made)), 40)
    same(len(iam.list_users(PathPrefix="/many/")["Users"]), 40)


@check
def one_of_many_wins():
    def create(_):
        try:
            return iam.create_user(UserName="one") and "made"
        except iam.exceptions.EntityAlreadyExistsException:
            return "exists"
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        same(sorted(pool.map(create, range(8))), ["exists"] * 7 + ["made"])


@check
def a_presigned_url_can_be_fetched():
    url = iam.generate_presigned_url("list_users", Params={"PathPrefix": "/nowhere/"})
    with urllib.request.urlopen(url) as r:
        body = r.read().decode()
    assert r.status == 200 and "<ListUsersResponse" in body, body


@check
def nobody_in_particular_is_refused():
    anonymous = boto3.client("iam", config=Config(signature_version=UNSIGNED))
    refused(ClientError, "MissingAuthenticationToken", 403, anonymous.list_users)


@check
def the_server_checks_what_the_client_does_not():
    careless = boto3.client("iam", config=Config(parameter_validation=False))
    refused(ClientError, "ValidationError", 400, careless.create_user)
    refused(ClientError, "ValidationError", 400, careless.create_user, UserName="")
    refused(ClientError, "ValidationError", 400, careless.list_users, MaxItems=0)


@check
def every_mode_of_retrying():
    for mode in ("legacy", "standard", "adaptive"):
        c = boto3.client("iam", config=Config(retries={"mode": mode, "total_max_attempts": 3}))
        same(c.get_user(UserName="one")["User"]["UserName"], "one")
        refused(c.exceptions.NoSuchEntityException, "NoSuchEntity", 404, c.get_user, UserName="nobody")


def totp(seed, step):
    digest = hmac.digest(base64.b32decode(seed), step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7FFFFFFF) % 1000000:06}"


@check
def secrets_are_shown_once():
    iam.create_user(UserName="keeper")
    key = iam.create_access_key(UserName="keeper")["AccessKey"]
    assert len(key["SecretAccessKey"]) == 40, key
    same(list(iam.list_access_keys(UserName="keeper")["AccessKeyMetadata"][0]), ["UserName", "AccessKeyId", "Status", "CreateDate"])
    used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    same((used["UserName"], used["AccessKeyLastUsed"]), ("keeper", {"ServiceName": "N/A", "Region": "N/A"}))
    c = iam.create_service_specific_credential(UserName="keeper", ServiceName="codecommit.amazonaws.com")["ServiceSpecificCredential"]
    assert c["ServicePassword"], c
    assert "ServicePassword" not in iam.list_service_specific_credentials(UserName="keeper")["ServiceSpecificCredentials"][0]
    refused(iam.exceptions.DeleteConflictException, "DeleteConflict", 409, iam.delete_user, UserName="keeper")


@check
def a_device_and_its_codes():
    iam.create_user(UserName="owner")
    d = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    assert d["QRCodePNG"].startswith(b"\x89PNG"), d
    now = int(time.time()) // 30
    whose = {"UserName": "owner", "SerialNumber": d["SerialNumber"]}
    first, second = totp(d["Base32StringSeed"], now - 1), totp(d["Base32StringSeed"], now)
    refused(iam.exceptions.InvalidAuthenticationCodeException, "InvalidAuthenticationCode", 403, iam.enable_mfa_device,
            AuthenticationCode1=second, AuthenticationCode2=second, **whose)
    iam.enable_mfa_device(AuthenticationCode1=first, AuthenticationCode2=second, **whose)
    same([m.serial_number for m in res.User("owner").mfa_devices.all()], [d["SerialNumber"]])
    same([v.user.user_name for v in res.virtual_mfa_devices.filter(AssignmentStatus="Assigned")], ["owner"])
    iam.deactivate_mfa_device(**whose)
    iam.delete_virtual_mfa_device(SerialNumber=d["SerialNumber"])


@check
def a_report_is_a_table():
    x = iam.exceptions
    refused(x.CredentialReportNotPresentException, "ReportNotPresent", 410, iam.get_credential_report)
    iam.create_user(UserName="reported")
    iam.create_login_profile(UserName="reported", Password="Correct-horse-1")
    same(iam.generate_credential_report()["State"], "STARTED")
    refused(x.CredentialReportNotReadyException, "ReportInProgress", 404, iam.get_credential_report)
    same(iam.generate_credential_report()["State"], "COMPLETE")
    rows = list(csv.DictReader(iam.get_credential_report()["Content"].decode().splitlines()))
    same((len(rows[0]), rows[0]["user"]), (22, "<root_account>"))
    same([r["password_last_used"] for r in rows if r["user"] == "reported"], ["no_information"])


@check
def settings_of_the_account():
    refused(iam.exceptions.NoSuchEntityException, "NoSuchEntity", 404, iam.get_account_password_policy)
    res.create_account_password_policy(MaxPasswordAge=90)
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    same((policy["MinimumPasswordLength"], policy["ExpirePasswords"], "HardExpiry" in policy), (6, True, False))
    res.AccountPasswordPolicy().delete()
    iam.create_account_alias(AccountAlias="an-alias")
    same(iam.list_account_aliases()["AccountAliases"], ["an-alias"])
    refused(iam.exceptions.PasswordPolicyViolationException, "PasswordPolicyViolation", 400, iam.create_login_profile,
            UserName="twice", Password="simple")


for f in checks:
    try:
        f()
        problem = ""
    except Exception:
        problem = traceback.format_exc(limit=-3)
    print(json.dumps({"name": f.__name__.replace("_", " "), "problem": problem}), flush=True)
