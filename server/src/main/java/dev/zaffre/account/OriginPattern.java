package dev.zaffre.account;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Pages that may call: {@code https://app.example.com}, or {@code https://*.example.com} for every host below that name. Written as
 * browsers write an origin: lower case, without the port that goes without saying.
 */
record OriginPattern(String text) {
    private static final int LONGEST = 300;
    private static final String ANY_HOST = "*.";
    private static final Pattern LABELS = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    /** Empty when it is none. */
    static Optional<OriginPattern> read(String given) {
        String text = given.strip().toLowerCase(Locale.ROOT);
        int host = text.indexOf("://") + 3;
        boolean web = text.startsWith("https://") || text.startsWith("http://");
        if (!web || text.length() > LONGEST) {
            return Optional.empty();
        }
        boolean below = text.startsWith(ANY_HOST, host);
        String whole = below ? text.substring(0, host) + text.substring(host + ANY_HOST.length()) : text;
        return origin(whole)
                .filter(plain -> !below || isName(hostOf(plain)))
                .map(plain ->
                        new OriginPattern(below ? plain.substring(0, host) + ANY_HOST + plain.substring(host) : plain));
    }

    /** Of two labels at least: nobody owns all of {@code com}. */
    private static boolean isName(String host) {
        return host.contains(".") && LABELS.matcher(host).matches();
    }

    private static String hostOf(String origin) {
        return URI.create(origin).getHost();
    }

    private static Optional<String> origin(String text) {
        try {
            URI uri = new URI(text);
            boolean more = uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
            if (more || uri.getHost() == null || uri.getPort() > 65_535) {
                return Optional.empty();
            }
            int usual = uri.getScheme().equals("https") ? 443 : 80;
            boolean named = uri.getPort() >= 0 && uri.getPort() != usual;
            return Optional.of(uri.getScheme() + "://" + uri.getHost() + (named ? ":" + uri.getPort() : ""));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** @param origin as a browser sends it */
    boolean admits(String origin) {
        int any = text.indexOf(ANY_HOST);
        if (any < 0) {
            return text.equals(origin);
        }
        String before = text.substring(0, any);
        String after = text.substring(any + 1);
        return origin.length() > before.length() + after.length()
                && origin.startsWith(before)
                && origin.endsWith(after)
                && LABELS.matcher(origin.substring(before.length(), origin.length() - after.length()))
                        .matches();
    }
}
