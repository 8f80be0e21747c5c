package dev.zaffre.contract;

import java.util.List;

/** The ids and names that the examples of {@code openapi.yaml} use; {@link Story} makes a real thing for each. */
final class Documented {
    static final String ORGANIZATION = "0199c0de-0000-7000-8000-00000000a000";
    static final String APPLICATION = "0199c0de-0000-7000-8000-00000000a001";
    static final String EVENT_TYPE = "0199c0de-0000-7000-8000-00000000e001";
    /** Public, of the CRM, enabled; listens to {@code Contact Created}. */
    static final String WORKFLOW = "0199c0de-0000-7000-8000-00000000f001";
    /** Public, of the chat tool, not enabled. */
    static final String WORKFLOW_CHAT = "0199c0de-0000-7000-8000-00000000f002";
    /** Started by a call, answers. */
    static final String WORKFLOW_API = "0199c0de-0000-7000-8000-00000000f003";
    /** A draft that cannot be published. */
    static final String WORKFLOW_BROKEN = "0199c0de-0000-7000-8000-00000000f00d";
    /** Private to the account. */
    static final String WORKFLOW_PRIVATE = "0199c0de-0000-7000-8000-00000000f004";

    static final String FIELD = "0199c0de-0000-7000-8000-00000000d001";
    /** Of type rule_engine. */
    static final String FIELD_RULES = "0199c0de-0000-7000-8000-00000000d002";

    static final String EXECUTION = "0199c0de-0000-7000-8000-00000000c001";
    /** Of many executions; cancelled. */
    static final String BULK_RERUN = "0199c0de-0000-7000-8000-00000000c009";

    static final String EVENT = "0199c0de-0000-7000-8000-00000000b001";
    /** Sent under the idempotency key {@code used-with-another-body}. */
    static final String EVENT_FIRST = "0199c0de-0000-7000-8000-00000000b002";

    static final String ACCOUNT_ID = "0199c0de-0000-7000-8000-00000000ac01";
    /** Of the account, the one that its browser calls with. */
    static final String SESSION_TOKEN = "0199c0de-0000-7000-8000-00000000ab01";

    /** The one that calls without an id mean; its delivery has arrived. */
    static final String WEBHOOK = "0199c0de-0000-7000-8000-00000000ee01";
    /** Disabled. */
    static final String WEBHOOK_OFF = "0199c0de-0000-7000-8000-00000000ee02";

    static final String DELIVERY = "0199c0de-0000-7000-8000-00000000de01";
    static final String DELIVERY_OFF = "0199c0de-0000-7000-8000-00000000de02";
    /** Who calls the routes of the console: an owner. */
    static final String USER = "0199c0de-0000-7000-8000-00000000aa01";
    /** A developer who has an unused link. */
    static final String USER_OTHER = "0199c0de-0000-7000-8000-00000000aa02";
    /** Another session of {@link #USER}. */
    static final String USER_SESSION = "0199c0de-0000-7000-8000-00000000aa03";

    static final String API_KEY = "0199c0de-0000-7000-8000-00000000aa04";
    static final String LINK_TOKEN = "Lw1mFqU7mJH1k3nYv0cT9rXb2sPd4gQe5hZi6oAa8tE";
    /** Nothing has it. */
    static final String UNKNOWN = "0199c0de-0000-7000-8000-000000000404";

    static final String ACCOUNT = "acme";
    static final String CUSTOM_APP = "acme-erp";
    /** Comes with Zaffre; its OAuth client is set. */
    static final String OAUTH_APP = "pipedrive";
    /** A custom app with OAuth, whose provider is the sandbox. */
    static final String CUSTOM_OAUTH_APP = "acme-books";
    /** Comes with Zaffre; its customers are not offered it. */
    static final String DISABLED_APP = "trello";

    static final String STATE = "state-of-the-authorization-request";
    static final String SANDBOX_URL = "http://127.0.0.1:9000";
    static final String EVENT_NAME = "Contact Created";

    /** Ids that are made anew in every environment. */
    static final List<String> IDS = List.of(
            ORGANIZATION,
            APPLICATION,
            EVENT_TYPE,
            WORKFLOW,
            WORKFLOW_CHAT,
            WORKFLOW_API,
            WORKFLOW_BROKEN,
            WORKFLOW_PRIVATE,
            FIELD,
            FIELD_RULES,
            EXECUTION,
            BULK_RERUN,
            EVENT,
            EVENT_FIRST,
            ACCOUNT_ID,
            SESSION_TOKEN,
            WEBHOOK,
            WEBHOOK_OFF,
            DELIVERY,
            DELIVERY_OFF,
            API_KEY);

    private Documented() {}
}
