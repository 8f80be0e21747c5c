package dev.zaffre.delivery;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides secret texts, in every form in which they travel: as they are, URL-encoded, JSON-escaped, in base64 at any offset. */
final class Redaction {
    static final String HIDDEN = "***";
    /** A text this short hides nothing but the record around it. */
    private static final int SHORTEST = 4;
    /** Fewer base64 characters than this occur by chance. */
    private static final int SHORTEST_BASE64 = 8;

    private static final Pattern PERCENT = Pattern.compile("%[0-9A-F]{2}");
    private static final Set<String> SENSITIVE = Set.of("authorization", "authentication", "private-token", "x-token");
    private static final List<String> SENSITIVE_PARTS = List.of(
            "api-key",
            "apikey",
            "auth-token",
            "access-token",
            "security-token",
            "secret",
            "password",
            "cookie",
            "authorization");

    private final List<String> forms;

    Redaction(List<String> secrets) {
        Set<String> all = new LinkedHashSet<>();
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST) {
                addForms(secret, all);
            }
        }
        List<String> longestFirst = new ArrayList<>(all);
        longestFirst.sort(Comparator.comparingInt(String::length).reversed());
        forms = longestFirst;
    }

    /** Headers whose values are never kept, whoever put them there. */
    static boolean isSensitive(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return SENSITIVE.contains(name) || SENSITIVE_PARTS.stream().anyMatch(name::contains);
    }

    String hide(String text) {
        String hidden = text;
        for (String form : forms) {
            if (hidden.contains(form)) {
                hidden = hidden.replace(form, HIDDEN);
            }
        }
        return hidden;
    }

    private static void addForms(String secret, Set<String> forms) {
        forms.add(secret);
        String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        if (!form.equals(secret)) {
            for (String variant : List.of(form, form.replace("+", "%20"))) {
                forms.add(variant);
                forms.add(PERCENT.matcher(variant)
                        .replaceAll(hex -> Matcher.quoteReplacement(hex.group().toLowerCase(Locale.ROOT))));
            }
            String quoted =
                    tools.jackson.core.io.JsonStringEncoder.getInstance().quoteAsCharArray(secret).length
                                    == secret.length()
                            ? secret
                            : new String(tools.jackson.core.io.JsonStringEncoder.getInstance()
                                    .quoteAsCharArray(secret));
            forms.add(quoted);
        }
        addBase64(secret.getBytes(StandardCharsets.UTF_8), forms);
    }

    /** Inside a longer text (user name and password, say) the characters depend on the offset; those at both ends on the neighbours. */
    private static void addBase64(byte[] secret, Set<String> forms) {
        for (int offset = 0; offset < 3; offset++) {
            byte[] padded = new byte[offset + secret.length];
            System.arraycopy(secret, 0, padded, offset, secret.length);
            int from = offset == 0 ? 0 : offset + 1;
            int to = padded.length * 8 / 6;
            if (to - from >= SHORTEST_BASE64) {
                forms.add(Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(padded)
                        .substring(from, to));
                forms.add(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(padded)
                        .substring(from, to));
            }
        }
    }
}
