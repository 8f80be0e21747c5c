package dev.zaffre.account;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An account's credentials at the company's own product, {@code your_app}: kept encrypted as one text. */
record YourApp(String appId, Map<String, Secret> credentials) {
    private static final String KIND = "linked_account.your_app";

    /** Null when there is none. @throws dev.zaffre.vault.Unreadable when the key is missing */
    static @Nullable YourApp open(Vault vault, AccountId account, byte @Nullable [] sealed) {
        if (sealed == null) {
            return null;
        }
        JsonNode plain = Json.read(new String(vault.open(KIND, account.value(), sealed), StandardCharsets.UTF_8));
        Map<String, Secret> credentials = new LinkedHashMap<>();
        plain.path("auth_credentials")
                .properties()
                .forEach(entry -> credentials.put(
                        entry.getKey(), new Secret(entry.getValue().asString())));
        return new YourApp(plain.path("app_id").asString(), credentials);
    }

    byte[] seal(Vault vault, AccountId account) {
        ObjectNode plain = Json.object().put("app_id", appId);
        ObjectNode values = plain.putObject("auth_credentials");
        credentials.forEach((name, value) -> values.put(name, value.reveal()));
        return vault.seal(KIND, account.value(), Json.writeBytes(plain));
    }

    YourApp with(String name, Secret value) {
        Map<String, Secret> all = new LinkedHashMap<>(credentials);
        all.put(name, value);
        return new YourApp(appId, all);
    }

    YourApp without(String name) {
        Map<String, Secret> all = new LinkedHashMap<>(credentials);
        all.remove(name);
        return new YourApp(appId, all);
    }
}
