package dev.zaffre.bench;

import java.net.URI;
import java.util.Locale;

/** How the linked accounts are connected with the app at the sink, which sees the same bearer either way. */
enum Auth {
    /** A key that the customer typed in. */
    KEYBASED("/api/v2/public/linked-account/integration/save-key-credentials/{slug}") {
        @Override
        String scheme(URI sink) {
            return """
                    {"type": "keybased",
                     "inputs": [{"name": "api_key", "label": "API key", "type": "password", "required": true}],
                     "placements": [{"into": "bearer", "value": "{{auth.api_key}}"}]}
                    """;
        }
    },
    /** Tokens of an authorization code grant, taken over from the company; they outlive every measurement. */
    OAUTH2("/api/v2/public/migrate-token") {
        @Override
        String scheme(URI sink) {
            return """
                    {"type": "oauth2", "authorization_url": "%1$s/authorize", "token_url": "%1$s/token",
                     "scopes": {"required": ["contacts.write"]}}
                    """.formatted(sink);
        }
    };

    private final String path;

    Auth(String path) {
        this.path = path;
    }

    /** The operation of the public API that makes such a connection, as the API's description writes it. */
    String path() {
        return path;
    }

    /** The part {@code auth} of the app. */
    abstract String scheme(URI sink);

    /** As on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
