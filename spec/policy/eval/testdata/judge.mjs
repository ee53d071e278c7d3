// Asks a simulator of IAM what it makes of our cases:
//
//   npm install --prefix DIR @cloud-copilot/iam-simulate@0.1.173
//   go test ./spec/policy/eval -run TestJudge -v -judge DIR
//
// It reads DIR/cases.json and prints a list of verdicts. The simulator is under the
// AGPL: it judges while we develop, and nothing of it is used or shipped.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const dir = resolve(process.argv[2])
const judge = createRequire(join(dir, 'cases.json'))
const home = join(dir, 'node_modules/@cloud-copilot/iam-simulate/dist/cjs')
const { authorize } = judge(join(home, 'core_engine/CoreSimulatorEngine.js'))
const { AwsRequestImpl } = judge(join(home, 'request/request.js'))
const { RequestContextImpl } = judge(join(home, 'requestContext.js'))
const { DiscoveryContextKeyConstraints } = judge(join(home, 'context_keys/discoveryContextKeyConstraints.js'))
const { loadPolicy } = judge('@cloud-copilot/iam-policy')

const words = { Allowed: 'allowed', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny' }
const several = new Set(['aws:TagKeys'])

function verdict(one) {
  const contextVariables = {}
  for (const [key, values] of Object.entries(one.context)) {
    contextVariables[key] = several.has(key) ? values : values[0]
  }
  const load = (policy, i) => loadPolicy(policy, { name: String(i) })
  const resource = { resource: one.resource, accountId: '123456789012' }
  const { result } = authorize({
    request: new AwsRequestImpl(one.principal, resource, one.action, new RequestContextImpl(contextVariables)),
    identityPolicies: one.identity.map(load),
    permissionBoundaries: one.boundary ? [load(one.boundary, 0)] : undefined,
    resourcePolicy: one.resourcePolicy ? load(one.resourcePolicy, 0) : undefined,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    simulationParameters: {
      simulationMode: 'Strict',
      discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]),
    },
    serviceSettings: { s3: {} },
  })
  return words[result] ?? String(result)
}

const cases = JSON.parse(readFileSync(join(dir, 'cases.json'), 'utf8'))
process.stdout.write(JSON.stringify(cases.map(verdict)))
