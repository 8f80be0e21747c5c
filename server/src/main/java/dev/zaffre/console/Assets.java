package dev.zaffre.console;

import dev.zaffre.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the pages, read from the jar once, each as it is and, where the build compressed it, as Brotli and gzip. */
public final class Assets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}");
    private static final String FOLDER = "/console/";
    private static final String NONCE_MARK = "__NONCE__";
    private static final int NONCE_BYTES = 18;

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json",
            "png", "image/png",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, Optional<byte[]>> files = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /**
     * A file whose name holds a hash of its content: kept by browsers for a year.
     *
     * @param file its name in the folder of assets
     * @param accepts the request's {@code Accept-Encoding}
     * @return empty: there is none
     */
    public Optional<Response> asset(String file, String accepts) {
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(file).matches()) {
            return Optional.empty();
        }
        String path = "assets/" + file;
        return read(path).map(plain -> {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Cache-Control", "public, max-age=31536000, immutable");
            headers.put("Vary", "Accept-Encoding");
            byte[] body = plain;
            for (Encoding encoding : Encoding.values()) {
                Optional<byte[]> smaller =
                        encoding.isAccepted(accepts) ? read(path + encoding.suffix) : Optional.empty();
                if (smaller.isPresent()) {
                    headers.put("Content-Encoding", encoding.token);
                    body = smaller.get();
                    break;
                }
            }
            return new Response(200, type, headers, body);
        });
    }

    /**
     * A page. It is never kept, so that a new build is seen at the next visit, and runs nothing but its own files.
     *
     * @param file {@code index.html} or {@code portal.html}
     * @param frames who may show the page in a frame, as {@code frame-ancestors} of Content-Security-Policy says it
     * @param images where pictures may come from beside the server itself, as {@code img-src} says it
     * @return empty: this build holds no pages
     */
    public Optional<Response> page(int status, String file, String frames, String images) {
        return read(file).map(template -> {
            String nonce = nonce();
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Cache-Control", "no-store");
            headers.put(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce
                            + "'; connect-src 'self'; "
                            + "font-src 'self'; img-src 'self' " + images + "; form-action 'self'; base-uri 'none'; "
                            + "frame-ancestors " + frames);
            headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
            headers.put("Referrer-Policy", "no-referrer");
            String html = new String(template, StandardCharsets.UTF_8).replace(NONCE_MARK, nonce);
            return new Response(status, "text/html; charset=utf-8", headers, html.getBytes(StandardCharsets.UTF_8));
        });
    }

    private String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** In the order in which they are preferred. */
    private enum Encoding {
        BROTLI("br", ".br"),
        GZIP("gzip", ".gz");

        final String token;
        final String suffix;

        Encoding(String token, String suffix) {
            this.token = token;
            this.suffix = suffix;
        }

        boolean isAccepted(String accepts) {
            for (String part : accepts.toLowerCase(Locale.ROOT).split(",")) {
                String[] words = part.strip().split("\\s*;\\s*");
                if (words[0].equals(token)) {
                    return words.length == 1 || !words[1].matches("q=0(\\.0*)?");
                }
            }
            return false;
        }
    }

    /** Names come from a fixed set and from files that exist; a name that does not exist is not remembered. */
    private Optional<byte[]> read(String path) {
        Optional<byte[]> known = files.get(path);
        if (known != null) {
            return known;
        }
        try (InputStream file = Assets.class.getResourceAsStream(FOLDER + path)) {
            if (file == null) {
                return Optional.empty();
            }
            Optional<byte[]> content = Optional.of(file.readAllBytes());
            files.put(path, content);
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
