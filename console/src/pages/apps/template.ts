/** What a new custom app begins with: small, complete and valid. */
export const TEMPLATE = `slug: my-app
name: My app
description: What it does, in one sentence.
categories: [Productivity]
base_url: https://api.example.com/v1
auth:
  type: keybased
  inputs:
    - {name: api_key, label: API key, type: password, required: true}
  placements:
    - {into: header, name: Authorization, value: 'Bearer {{auth.api_key}}'}
verification: {method: GET, path: /me}
actions:
  - id: create_contact
    name: Create contact
    description: Adds a contact.
    fields:
      - {name: email, label: Email, type: email, required: true}
      - {name: name, label: Name, type: text}
    request:
      method: POST
      path: /contacts
      body:
        email: '{{fields.email}}'
        name: '{{fields.name}}'
`;
