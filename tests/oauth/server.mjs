// SPDX-License-Identifier: GPL-3.0-or-later
// A FHIR service whose door is oidc-provider: it checks who comes in, and hands the
// bundle on to the practice SI-DEP, where it logs in by a secret of its own.
//
//   node server.mjs CONFIGURATION.json
//
// {"port", "key", "cert", "jwk", "secret", "practice": {"base_url", "ca_file", …}}

import { readFileSync } from 'node:fs'
import https from 'node:https'
import Provider from 'oidc-provider'

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const origin = `https://127.0.0.1:${config.port}`
const scope = 'system/*.cruds'
const client = (id, more) => ({
  client_id: id, redirect_uris: [], response_types: [], grant_types: ['client_credentials'], scope, ...more
})

const provider = new Provider(origin, {
  scopes: [scope],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  enabledJWA: { clientAuthSigningAlgValues: ['ES384'] },
  clientAuthMethods: ['private_key_jwt', 'client_secret_basic'],
  clients: [
    client('by-key', { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES384', jwks: { keys: [config.jwk] } }),
    client('by-secret', { token_endpoint_auth_method: 'client_secret_basic', client_secret: config.secret })
  ]
})
const methods = config.methods ?? ['private_key_jwt', 'client_secret_basic']
const oauth = provider.callback()
const ca = readFileSync(config.practice.ca_file)

function ask (url, options, body) {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { ca, ...options }, answer => {
      const parts = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode, type: answer.headers['content-type'], body: Buffer.concat(parts) }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

async function handOn (body) {
  const { base_url: base, client_id: id, client_secret: secret } = config.practice
  const login = await ask(new URL('/token', base), {
    method: 'POST', auth: `${id}:${secret}`, headers: { 'content-type': 'application/x-www-form-urlencoded' }
  }, 'grant_type=client_credentials&scope=system%2F*.cruds')
  const token = JSON.parse(login.body).access_token
  return ask(base, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' } }, body)
}

function json (response, status, object) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(object))
}

https.createServer({ key: readFileSync(config.key), cert: readFileSync(config.cert) }, async (request, response) => {
  if (request.url === '/fhir/.well-known/smart-configuration') {
    json(response, 200, { token_endpoint: `${origin}/token`, grant_types_supported: ['client_credentials'], token_endpoint_auth_methods_supported: methods })
  } else if (request.url === '/fhir' && request.method === 'POST') {
    const parts = []
    for await (const part of request) parts.push(part)
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    const token = await provider.ClientCredentials.find(bearer)
    if (!token?.isValid || !token.scopes.has(scope)) return json(response, 401, {})
    const answer = await handOn(Buffer.concat(parts))
    response.writeHead(answer.status, { 'content-type': answer.type })
    response.end(answer.body)
  } else {
    oauth(request, response)
  }
}).listen(config.port, '127.0.0.1', () => console.log('ready'))
