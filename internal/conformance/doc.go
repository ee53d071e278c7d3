// Package conformance asks one question of every IAM that our tests may talk to:
// does it do what IAM does? It has no code of its own, only tests.
//
// A case is a name and a short script of calls through the AWS SDK, on objects
// that no other case knows. All cases run on
//
//   - the embedded IAM, always: as it is, and with pages shorter than was asked for;
//   - a moto_server, where there is one: somebody else's idea of IAM, which judges
//     the cases as much as they judge it;
//   - the endpoint that IAMSYNC_TEST_ENDPOINT names, such as a running iamsync
//     sandbox. It must be on this machine, and its account one that may be thrown
//     away: what the cases make stays there.
//
// Where moto is known to differ, testdata/moto.txt names the case with the reason.
// A case that fails and is not in the list fails the test; so does one that is in
// the list and passes, so that the list only says what is so.
//
// What IAM answers is taken from its documentation and from recordings. Of its
// error messages only those are compared that were recorded; they count as one
// case more, since a backend can be right in other words.
//
// Documents are also compared with what is said of them offline: the texts in
// spec/policy/testdata, and those of AWS with a word changed.
//
// boto3 and the aws command line have no part in the table of cases. They drive
// the embedded IAM through what people type, and judge it by their own parsers,
// paginators and waiters: testdata/boto3_checks.py and testdata/aws.txtar.
package conformance
