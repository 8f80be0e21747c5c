package dev.zaffre.conformance;

import dev.zaffre.base.Secret;
import dev.zaffre.catalog.OAuth2;
import dev.zaffre.template.Template;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A made-up private key for apps whose clients sign their requests for a token. */
final class SigningKeys {
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 256;
    private static final int LINE = 64;

    private SigningKeys() {}

    /** The values with a key of the right kind where the connector's template takes one from. */
    static Map<String, Secret> into(OAuth2 oauth, Map<String, Secret> values, String root) {
        OAuth2.Assertion assertion = oauth.assertion();
        if (assertion == null) {
            return values;
        }
        Map<String, Secret> all = new LinkedHashMap<>(values);
        for (Template.Path path : assertion.key().paths()) {
            if (path.segments().getFirst().equals(root)) {
                all.put(path.segments().getLast(), new Secret(key(assertion.algorithm())));
            }
        }
        return all;
    }

    private static String key(String algorithm) {
        if (algorithm.startsWith("HS")) {
            return "a-shared-text-of-at-least-thirty-two-bytes";
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.startsWith("ES") ? "EC" : "RSA");
            generator.initialize(algorithm.startsWith("ES") ? EC_BITS : RSA_BITS);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
