package dev.zaffre.connection;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the private keys that people paste: whole files, one line, with the line breaks of a JSON file written out. */
final class SigningKey {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ((?:RSA |EC )?)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final byte[] VERSION = HexFormat.of().parseHex("020100");
    /** rsaEncryption (RFC 8017 appendix A.1). */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /** id-ecPublicKey on P-256 (RFC 5480 section 2.1.1). */
    private static final byte[] EC_P256 = HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107");

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int SHORT_LENGTH = 0x80;
    private static final int LONG_LENGTH = 0x82;

    private SigningKey() {}

    /**
     * @param text PEM as PKCS #8 (RFC 5958), PKCS #1 (RFC 8017) or SEC 1 (RFC 5915); PKCS #8 in base64 without its frame; for HS256
     *     the shared text
     * @throws GeneralSecurityException or one of the others when it is not a key for the algorithm; their messages may repeat parts of it
     */
    static JWSSigner of(String algorithm, String text) throws JOSEException, GeneralSecurityException {
        if (algorithm.equals("HS256")) {
            return new MACSigner(text.getBytes(StandardCharsets.UTF_8));
        }
        String family = algorithm.equals("ES256") ? "EC" : "RSA";
        PrivateKey key = KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8(text)));
        return key instanceof ECPrivateKey curve ? new ECDSASigner(curve) : new RSASSASigner(key);
    }

    /** What the key must be, for a sentence that names where it was to stand. */
    static String expected(String algorithm) {
        return switch (algorithm) {
            case "HS256" -> "a text of 32 bytes or more";
            case "ES256" -> "a private key on the curve P-256" + pem();
            default -> "a private RSA key of 2048 bits or more" + pem();
        };
    }

    private static String pem() {
        return " in PEM, not encrypted: all of the text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----";
    }

    private static byte[] pkcs8(String text) {
        String plain = text.replace("\\r", "").replace("\\n", "\n");
        Matcher block = BLOCK.matcher(plain);
        if (!block.find()) {
            return decoded(plain);
        }
        byte[] bytes = decoded(block.group(2));
        return switch (block.group(1)) {
            case "RSA " -> wrapped(RSA, bytes);
            case "EC " -> wrapped(EC_P256, bytes);
            default -> bytes;
        };
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    }

    /** The older forms are what PKCS #8 wraps. */
    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, VERSION, algorithm, element(OCTETS, key));
    }

    /** One value in DER (X.690 section 8.1), of at most 65,535 bytes. */
    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        if (length > 0xffff) {
            throw new IllegalArgumentException("longer than any key");
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length < SHORT_LENGTH) {
            whole.write(length);
        } else {
            whole.write(LONG_LENGTH);
            whole.write(length >> Byte.SIZE);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
