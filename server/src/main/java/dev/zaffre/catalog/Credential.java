package dev.zaffre.catalog;

import dev.zaffre.base.Secret;
import java.util.Map;

/**
 * What a customer's connection holds, decrypted.
 *
 * @param type of the scheme it belongs to: {@code keybased}, {@code oauth2}, {@code none}
 * @param values by name: the form's inputs, and for OAuth the tokens and what came with them
 */
public record Credential(String type, Map<String, Secret> values) {
    public static final Credential NONE = new Credential("none", Map.of());
    public static final String ACCESS_TOKEN = "access_token";
    public static final String REFRESH_TOKEN = "refresh_token";

    public Credential {
        values = Map.copyOf(values);
    }
}
