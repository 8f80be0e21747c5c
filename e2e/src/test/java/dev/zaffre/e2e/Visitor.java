package dev.zaffre.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a browser does on the way to a provider and back: cookies, redirects, forms. A real one walks in {@link BrowserTest}. */
final class Visitor {
    private static final Pattern FORM =
            Pattern.compile("<form[^>]*action=\"([^\"]+)\"[^>]*>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("<input[^>]*>");
    private static final Pattern NAME = Pattern.compile("\\bname=\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("\\bvalue=\"([^\"]*)\"");
    private static final int MOST_STEPS = 20;

    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param url where it was shown, after every redirect */
    record Page(URI url, int status, String html, HttpResponse<String> answer) {}

    /** Opens an address and follows where it leads. */
    Page open(String url) {
        return follow(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    /** Fills in the page's form, everything else as it stands there, and sends it off. */
    Page submit(Page page, Map<String, String> given) {
        Matcher form = FORM.matcher(page.html());
        if (!form.find()) {
            throw new AssertionError("No form on " + page.url() + ": " + page.html());
        }
        Map<String, String> values = new LinkedHashMap<>();
        Matcher inputs = INPUT.matcher(form.group(2));
        while (inputs.find()) {
            String name = group(NAME, inputs.group());
            if (!name.isEmpty()) {
                values.put(name, group(VALUE, inputs.group()));
            }
        }
        values.putAll(given);
        StringJoiner body = new StringJoiner("&");
        values.forEach((name, value) -> body.add(encoded(name) + "=" + encoded(value)));
        return follow(HttpRequest.newBuilder(page.url().resolve(form.group(1)))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private Page follow(HttpRequest.Builder first) {
        HttpRequest.Builder request = first;
        try {
            for (int step = 0; step < MOST_STEPS; step++) {
                HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() / 100 != 3) {
                    return new Page(answer.uri(), answer.statusCode(), answer.body(), answer);
                }
                URI next = answer.uri()
                        .resolve(answer.headers().firstValue("location").orElseThrow());
                request = HttpRequest.newBuilder(next).GET();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        throw new AssertionError("Led in circles");
    }

    private static String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
