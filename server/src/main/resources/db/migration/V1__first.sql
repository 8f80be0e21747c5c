-- The whole schema of the first release. Ids are UUID version 7, so history tables are range-partitioned by day on the id itself.
-- Every table that holds customers' data carries environment_id, hot ones account_id too.

create table organization (
    id             uuid primary key,
    name           text not null,
    application_id uuid not null unique,
    created_at     timestamptz not null default now()
);

create table environment (
    id              uuid primary key,
    organization_id uuid not null references organization,
    name            text not null check (name in ('test', 'production')),
    created_at      timestamptz not null default now(),
    unique (organization_id, name)
);

create table api_key (
    id             uuid primary key,
    environment_id uuid not null references environment,
    name           text not null,
    hash           bytea not null unique,              -- SHA-256 of the key; the key itself is nowhere
    prefix         text not null,
    last4          text not null,
    created_at     timestamptz not null default now(),
    last_used_at   timestamptz,
    revoked_at     timestamptz
);
create index on api_key (environment_id);

create table linked_account (
    id             uuid primary key,
    environment_id uuid not null references environment,
    account_id     text not null,                      -- chosen by the company
    name           text,
    udf            jsonb not null default '[]',        -- [{_id, key_name, key_value, createdAt, updatedAt}]
    your_app       bytea,                              -- {app_id, auth_credentials} encrypted by the vault
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (environment_id, account_id)
);
create index on linked_account (environment_id, id desc);
-- For searches by the beginning of words; the query has the same expression.
create index on linked_account
    using gin (to_tsvector('simple', translate(account_id || ' ' || coalesce(name, ''), '_@.-/:+', '       ')));
create index on linked_account using gin (udf jsonb_path_ops);

create table session_token (
    id             uuid primary key,
    environment_id uuid not null references environment,
    account_id     uuid not null references linked_account on delete cascade,
    created_at     timestamptz not null default now(),
    expires_at     timestamptz not null,
    revoked_at     timestamptz,
    hosted         bytea                               -- of a hosted link: the JSON for its page, the original bytes
);
create index on session_token (account_id);

-- Pages that may call with session tokens; an environment without a row takes every page's calls.
create table allowed_origin (
    environment_id uuid primary key references environment,
    origins        text[] not null
);

-- How the connect portal looks; an environment without a row has the usual one.
create table portal_setting (
    environment_id uuid primary key references environment,
    settings       json not null default '{}'
);

-- Signs session tokens; the same on every node, sealed by the vault.
create table signing_key (
    id     uuid primary key,
    sealed bytea not null
);

-- People who use the console. A name may be anything, so it is shown as text only.
create table console_user (
    id              uuid primary key,
    organization_id uuid not null references organization,
    email           text not null,
    name            text not null,
    role            text not null check (role in ('VIEWER', 'DEVELOPER', 'ADMIN', 'OWNER')),
    password_hash   text,                              -- Argon2id in PHC form; null until the first password is set
    blocked         boolean not null default false,
    created_at      timestamptz not null,
    last_sign_in_at timestamptz
);
create unique index on console_user (lower(email));

create table user_session (
    id           uuid primary key,
    user_id      uuid not null references console_user on delete cascade,
    hash         bytea not null unique,                -- SHA-256 of the cookie; the cookie itself is nowhere
    user_agent   text not null,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null
);
create index on user_session (user_id);

-- One-time links to set a password; at most one a user.
create table user_link (
    user_id    uuid primary key references console_user on delete cascade,
    hash       bytea not null unique,                  -- SHA-256 of the token in the link
    first      boolean not null,                       -- of the first owner, who may also choose e-mail address and name
    expires_at timestamptz not null
);

-- Failed sign-ins in a row, by SHA-256 of the e-mail address (known or not) or of the remote address.
create table sign_in_failure (
    key          bytea primary key,
    failures     integer not null,
    last_at      timestamptz not null,
    locked_until timestamptz
);
create index on sign_in_failure (last_at);

create table custom_app (
    id             uuid primary key,
    environment_id uuid not null references environment,
    slug           text not null,
    definition     json not null,                      -- the same form as connectors/<slug>/app.yaml; json keeps the order of members
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (environment_id, slug)
);

-- Apps that customers ask for and that are not there yet.
create table ecosystem_lead (
    id             uuid primary key,
    environment_id uuid not null references environment,
    account_id     uuid not null references linked_account on delete cascade,
    app            text not null,                      -- as the customer wrote it
    lead           bytea not null,                     -- the original bytes of the request, JSON
    created_at     timestamptz not null default now(),
    unique (environment_id, account_id, app)
);

-- What the company set for an app: its OAuth client, and whether its customers are offered the app at all.
create table app_setting (
    id             uuid primary key,
    environment_id uuid not null references environment,
    app            text not null,
    enabled        boolean not null default true,
    client_id      text,
    sealed         bytea not null,                     -- client_secret and what else the connector asks for, encrypted by the vault
    scopes         json not null default '[]',         -- the optional ones that are asked for
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (environment_id, app)
);

create table connection (
    id             uuid primary key,
    environment_id uuid not null references environment,
    account_id     uuid not null references linked_account on delete cascade,
    app            text not null,
    auth_type      text not null,
    slot           text not null default '',           -- the identifier where the app allows several connections, else empty
    identifier     text,
    status         text not null check (status in ('active', 'expired')),
    reason         text,                               -- why it expired
    credential     bytea not null,                     -- encrypted by the vault
    version        integer not null default 1,         -- counts the tokens that it has had
    token_at       timestamptz,                        -- when the token was got
    expires_at     timestamptz,                        -- when it ends; null: not known
    refresh_due    timestamptz,                        -- when it is refreshed even if nobody uses it
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (environment_id, account_id, app, auth_type, slot)
);
create index on connection (environment_id, app, status);
create index on connection (environment_id, account_id) where status = 'expired';
create index on connection (refresh_due) where refresh_due is not null and status = 'active';

-- A customer who is at the provider's page now.
create table oauth_state (
    id             uuid primary key,
    hash           bytea not null unique,              -- SHA-256 of the state; the state itself is nowhere
    environment_id uuid not null references environment,
    account_id     uuid not null references linked_account on delete cascade,
    app            text not null,
    sealed         bytea not null,                     -- verifier and inputs, encrypted by the vault
    expires_at     timestamptz not null
);
create index on oauth_state (expires_at);

-- What happened to connections; outlives them.
create table connection_log (
    id             uuid primary key,
    environment_id uuid not null references environment,
    account_id     uuid not null references linked_account on delete cascade,
    app            text not null,
    auth_type      text not null,
    identifier     text,
    event          text not null check (event in ('created', 'reauthenticated', 'refreshed', 'expired', 'failed', 'deleted')),
    message        text,
    created_at     timestamptz not null default now()
);
create index on connection_log (environment_id, account_id, id desc);
create index on connection_log (created_at);

create table event_type (
    id             uuid primary key,
    environment_id uuid not null references environment,
    name           text not null,
    sample         bytea not null,                     -- the original bytes of the sample payload
    json_schema    json not null,                      -- json, not jsonb: members keep their order
    schema_origin  text not null check (schema_origin in ('inferred', 'given')),
    validation     text not null default 'warn' check (validation in ('off', 'warn', 'strict')),
    idempotency    jsonb,                              -- {source: header|payload, key, window_seconds}
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (environment_id, name)
);

create table workflow (
    id                uuid primary key,
    environment_id    uuid not null references environment,
    account_id        uuid references linked_account on delete cascade,   -- private to it when set
    app               text not null,                   -- slug
    name              text not null,
    description       text,
    alias             text,
    draft             json not null,                   -- json keeps the order of members; {trigger, nodes, edges, settings}
    draft_revision    integer not null default 1,      -- counts what was saved, so that two editors notice each other
    draft_by          text,                            -- who saved last, in words
    published_version integer,                         -- null: not published
    latest_version    integer not null default 0,
    auto_enable       boolean not null default false,
    hide_in_config    boolean not null default false,
    udf_filter        jsonb not null default '[]',     -- [{key_name, key_value}]
    udf_filter_match  text not null default 'all' check (udf_filter_match in ('all', 'any')),
    settings          jsonb not null default '{}',     -- {timeout_seconds, ...}
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    unique (environment_id, alias)
);
create index on workflow (environment_id, app);
create index on workflow (account_id);

create table workflow_version (
    environment_id uuid not null references environment,
    workflow_id    uuid not null references workflow on delete cascade,
    version        integer not null,                   -- from 1; below 0: a draft that was tried
    document       json not null,
    note           text,
    created_by     text,                               -- in words
    created_at     timestamptz not null default now(),
    primary key (workflow_id, version)
);

create table config (
    id             uuid primary key,
    environment_id uuid not null references environment,
    account_id     uuid not null references linked_account on delete cascade,
    app            text not null,
    config_id      text not null,
    fields         json not null default '{}',         -- {field key: value}
    labels         json not null default '{}',         -- {list: [{name, value}]}, left sides of mappings that clients sent
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (environment_id, account_id, app, config_id)
);

create table config_workflow (
    environment_id uuid not null references environment,
    config         uuid not null references config on delete cascade,
    workflow_id    uuid not null references workflow on delete cascade,
    enabled        boolean not null,
    fields         json not null default '{}',         -- {field key: value}
    primary key (config, workflow_id)
);
create index on config_workflow (workflow_id);

-- The fields that an app's (or a workflow's) config offers in an environment; values are in config.
create table config_field (
    id             uuid primary key,
    environment_id uuid not null references environment,
    app            text not null,
    workflow_id    uuid references workflow on delete cascade,
    key            text not null,                      -- {{config.<key>}}
    definition     json not null,
    position       integer not null default 0,
    unique nulls not distinct (environment_id, app, workflow_id, key)
);
create index on config_field (workflow_id);

-- History ------------------------------------------------------------------------------------------------------------------

create table event (
    id             uuid primary key,
    environment_id uuid not null,
    account_id     uuid not null,
    source         text not null,                      -- Event, API_CALL, Options, Test
    name           text,                               -- of the event type; null for API calls
    status         text not null,                      -- ACCEPTED, DUPLICATE
    duplicate_of   uuid,
    config_id      text,
    app            text,
    instance_tag   text,
    url            text not null,
    headers        jsonb,
    payload        bytea not null,                     -- the original bytes of the payload
    warnings       jsonb                               -- what the schema did not like
) partition by range (id);
create index on event (environment_id, id desc);
create index on event (environment_id, account_id, id desc);

create table event_skip (
    event_id       uuid not null,
    environment_id uuid not null,
    account_id     uuid not null,
    workflow_id    uuid not null,
    reason         text not null,                      -- machine word
    message        text not null,                      -- sentence
    primary key (event_id, workflow_id)
) partition by range (event_id);

create table execution (
    id             uuid primary key,
    environment_id uuid not null,
    account_id     uuid not null,
    event_id       uuid not null,
    workflow_id    uuid not null,
    version        integer not null,
    app            text not null,
    config_id      text not null,
    status         text not null,
    reason         text,
    source         text not null,                      -- Event, API_CALL, Options, Test
    sync           boolean not null default false,
    rerun_of       uuid,
    instance_tag   text,
    deadline_at    timestamptz not null,
    finished_at    timestamptz,
    result         bytea                               -- JSON of the Response node: {status, body}
) partition by range (id);
create index on execution (environment_id, id desc);
create index on execution (environment_id, account_id, id desc);
create index on execution (event_id);

create table attempt (
    execution_id   uuid not null,
    node_id        text not null,
    attempt        integer not null,
    environment_id uuid not null,
    account_id     uuid not null,
    status         text not null,                      -- node status: Success, Errored, Rejected, Waiting, ...
    outcome        text,                               -- class of the outcome of a call
    reason         text,
    started_at     timestamptz not null,
    took_micros    bigint not null,
    next_at        timestamptz,                        -- when the node is tried again
    counts         boolean not null default true,      -- towards the most attempts that are allowed
    input          bytea,                              -- JSON, redacted
    request        bytea,                              -- JSON {method, url, headers, body}, redacted
    response       bytea,                              -- JSON {status, headers, body, truncated}, redacted
    output         bytea,                              -- JSON: what later nodes see as node.N
    primary key (execution_id, node_id, attempt)
) partition by range (execution_id);

-- The queue: narrow, no payload ---------------------------------------------------------------------------------------------

create table node (
    id            bigint generated always as identity primary key,   -- the fencing token: never used twice
    name          text not null,
    started_at    timestamptz not null default clock_timestamp(),
    lease_until   timestamptz not null
);

create table lane (
    id             bigint primary key,                 -- hash of environment, account and app
    environment_id uuid not null,
    account_id     uuid not null,
    due            timestamptz not null,               -- of its earliest waiting job; infinity when none waits
    held_until     timestamptz not null default '-infinity',   -- rate limit, or an app that is down
    failures       integer not null default 0,         -- in a row, for the circuit breaker
    in_order_until timestamptz not null default '-infinity'    -- jobs that are due until then go out one behind the other
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index lane_due on lane (greatest(due, held_until)) where due < 'infinity';

create table job (
    execution_id   uuid primary key,
    lane_id        bigint not null,
    seq            bigint generated always as identity,
    due            timestamptz not null,
    owner          bigint,                             -- the node that runs it; null: waiting in its lane
    environment_id uuid not null,
    account_id     uuid not null,
    stop           boolean not null default false,
    parked         text                                -- connection that must be made active first: app, or app and identifier
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index job_lane on job (lane_id, due, seq) where owner is null;
create index job_parked on job (account_id, parked) where parked is not null;

create table rate_limit (
    key   text primary key,
    ready timestamptz not null                         -- theoretical arrival time (GCRA)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

create table idempotency (
    environment_id uuid not null,
    account_id     uuid not null,
    key            text not null,
    event_id       uuid not null,
    body_hash      bytea not null,
    expires_at     timestamptz not null,
    primary key (environment_id, account_id, key)
) with (autovacuum_vacuum_scale_factor = 0.02);
create index on idempotency (expires_at);

-- Webhooks out ---------------------------------------------------------------------------------------------------------------

create table webhook (
    id              uuid primary key,
    environment_id  uuid not null references environment,
    is_single       boolean not null default false,    -- the one that calls without an id mean
    events          text[] not null,                   -- as they were written
    app             text,                              -- only what happens at this app
    workflow_ids    uuid[] not null default '{}',      -- of what happens to workflows, only these; empty: all
    method          text not null check (method in ('POST', 'PUT', 'PATCH')),
    type            text not null check (type in ('default', 'slack', 'custom')),
    body            json,                              -- template, when the type is custom
    description     text,
    group_name      text,
    is_enabled      boolean not null,
    disabled_reason text,                              -- when the server disabled it
    failing_since   timestamptz,                       -- nothing has arrived since; null: the last one did
    sealed          bytea not null,                    -- address, headers and keys, encrypted by the vault
    api_key_id      uuid references api_key,           -- the key among them that signs until it is revoked; null: none does
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now() -- by people
);
create index on webhook (environment_id);
create unique index on webhook (environment_id) where is_single;

-- Queue and log in one: what waits is found by the small partial index, what is over stays until its day is dropped.
create table webhook_delivery (
    id             uuid primary key,
    environment_id uuid not null,
    webhook_id     uuid not null,
    account_id     uuid,                               -- null: a trial
    event          text not null,                      -- kind of notice
    app            text,
    workflow_id    uuid,
    execution_id   uuid,
    message_id     uuid not null,                      -- the first delivery of the same message: by it receivers know repeats
    notice         bytea not null,                     -- JSON: what happened
    result         bytea,                              -- JSON: what the workflow answered, when the webhook's body wants it
    status         text not null,                      -- PENDING, DELIVERED, FAILED, CANCELLED
    reason         text,                               -- why it is not delivered (yet)
    attempts       integer not null default 0,         -- begun
    next_at        timestamptz not null,               -- when it is tried, or, while it is being tried, when another node may
    tries          jsonb not null default '[]',        -- [{attempt, started_at, took_ms, status_code, reason}]
    body           bytea,                              -- what is sent, the same in every attempt
    response       bytea                               -- JSON {status, headers, body, truncated}: the last answer, redacted
) partition by range (id);
create index on webhook_delivery (environment_id, id desc);
create index on webhook_delivery (webhook_id, next_at) where status = 'PENDING';

-- Live streams ----------------------------------------------------------------------------------------------------------------

-- Unlogged: after a crash of the database both tables are empty, streams are reset, and pages read their lists again.
create sequence live_seq;                              -- logged, so that a number is never used twice

-- The environments in which somebody listens; only there changes are noted.
create unlogged table live_listener (
    environment_id uuid primary key,
    since          bigint not null,                    -- a stream cannot be continued from an earlier number
    until          timestamptz not null
);

-- What changed, for a few minutes. Written under a lock of the environment, so that numbers rise in the order of commits.
create unlogged table live_change (
    environment_id uuid not null,
    seq            bigint not null,
    runs           bytea not null,                     -- of each, one after the other, its id and that of its account
    events         bytea not null,                     -- in the same form
    incomplete     boolean not null,                   -- more changed than a process notes between two writes
    created_at     timestamptz not null,
    primary key (environment_id, seq)
);
-- Ids do not get smaller by trying.
alter table live_change alter column runs set storage external, alter column events set storage external;

-- Home figures ------------------------------------------------------------------------------------------------------------------

-- What was accepted in a span and how it stands, counted from the history afterwards; minutes for two hours, then hours.
create table figure (
    environment_id uuid not null references environment,
    span           integer not null,                   -- seconds
    start          timestamptz not null,
    counts         json not null,                      -- {events, duplicates, apps: {slug: {status: n}}, times: {class: n}}
    primary key (environment_id, span, start)
);

-- Spans that still had runs in the queue when they were counted: counted again when some of them have ended.
create table figure_open (
    span  integer not null,
    start timestamptz not null,
    jobs  bigint not null,
    primary key (span, start)
);

-- How far was counted.
create table figure_progress (
    only_one boolean primary key default true check (only_one),
    hours    timestamptz not null,
    minutes  timestamptz not null
);

-- Many executions that are run again, a few a second.
create table bulk_rerun (
    id             uuid primary key,
    environment_id uuid not null references environment,
    account_id     uuid references linked_account on delete cascade,   -- only its runs, when set
    key            text not null,                      -- makes a repeat of the request the same one
    filter         json not null,                      -- {query parameter of the list: value}
    status         text not null check (status in ('RUNNING', 'DONE', 'CANCELLED')),
    reason         text,                               -- why it ended early
    per_second     integer not null,
    total          integer not null,
    done           integer not null default 0,         -- run again
    skipped        integer not null default 0,         -- run again already since, or impossible
    last           uuid not null,                      -- the last execution that was looked at
    until          uuid not null,                      -- the last one that is
    owner          uuid,                               -- the process that works on it
    leased_until   timestamptz not null default '-infinity',
    finished_at    timestamptz,
    unique (environment_id, key)
);
create index on bulk_rerun (leased_until) where status = 'RUNNING';
