package dev.zaffre.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static Router of(String... routes) {
        return new Router(Stream.of(routes)
                .map(text -> text.split(" "))
                .map(parts -> new Route(parts[0], parts[1], Access.PUBLIC, request -> Response.json(Json.object())))
                .toList());
    }

    private static String found(Router router, String method, String path) {
        return switch (router.match(method, path)) {
            case Router.Match.Found found ->
                found.endpoint().route().path() + (found.values().isEmpty() ? "" : " " + found.values());
            case Router.Match.OtherMethods other -> "405 " + other.allowed();
            case Router.Match.Nothing nothing -> "404";
        };
    }

    @Test
    void an_exact_segment_wins_over_a_variable() {
        Router router = of("POST /event/{slug}", "POST /event/trigger");
        assertThat(found(router, "POST", "/event/trigger")).isEqualTo("/event/trigger");
        assertThat(found(router, "POST", "/event/crm")).isEqualTo("/event/{slug} {slug=crm}");
    }

    @Test
    void a_variable_is_tried_when_what_follows_the_exact_segment_does_not_fit() {
        Router router = of("GET /event/trigger/log", "GET /event/{event_id}", "POST /event/trigger");
        assertThat(found(router, "GET", "/event/trigger")).isEqualTo("/event/{event_id} {event_id=trigger}");
        assertThat(found(router, "PUT", "/event/trigger")).isEqualTo("405 [GET, POST]");
    }

    @Test
    void variables_of_one_place_have_the_name_that_their_route_gives_them() {
        Router router = of("GET /x/{a}/y/{b}", "DELETE /x/{c}/y/{d}");
        assertThat(found(router, "GET", "/x/1/y/2")).endsWith("{a=1, b=2}");
        assertThat(found(router, "DELETE", "/x/1/y/2")).endsWith("{c=1, d=2}");
    }

    @Test
    void doubled_slashes_in_front_and_a_slash_at_the_end_do_not_matter() {
        Router router = of("GET /api/config");
        for (String path : List.of("/api/config", "//api/config", "/api/config/", "///api/config//")) {
            assertThat(found(router, "GET", path)).as(path).isEqualTo("/api/config");
        }
        assertThat(found(router, "GET", "/api//config")).isEqualTo("404");
    }

    @Test
    void the_root_is_a_path_too() {
        assertThat(found(of("GET /", "GET /{name}"), "GET", "/")).isEqualTo("/");
    }

    @Test
    void what_is_left_of_a_path_is_tried_last() {
        Router router =
                of("GET /console", "GET /console/{page...}", "GET /console/{page}/help", "POST /x/{a}/{rest...}");
        assertThat(found(router, "GET", "/console")).isEqualTo("/console");
        assertThat(found(router, "GET", "/console/test/apps/crm")).isEqualTo("/console/{page...} {page=test/apps/crm}");
        assertThat(found(router, "GET", "/console/test/help")).isEqualTo("/console/{page}/help {page=test}");
        assertThat(found(router, "GET", "/console/test/help/more")).endsWith("{page=test/help/more}");
        assertThat(found(router, "POST", "/x/1/2/3")).endsWith("{a=1, rest=2/3}");
        assertThat(found(router, "POST", "/x/1")).isEqualTo("404");
        assertThat(found(router, "PUT", "/console/test")).isEqualTo("405 [GET]");
    }

    @Test
    void a_variable_is_never_empty() {
        assertThat(found(of("GET /a/{id}/b"), "GET", "/a//b")).isEqualTo("404");
        assertThat(found(of("GET /a/{id}", "POST /a"), "GET", "/a/")).isEqualTo("405 [POST]");
    }

    @Test
    void values_are_decoded_and_stay_in_their_segment() {
        Router router = of("GET /la/{id}");
        Map<String, String> cases = Map.of(
                "/la/acct@x.io", "acct@x.io",
                "/la/a%40b", "a@b",
                "/la/a%2Fb", "a/b",
                "/la/%2e%2e", "..",
                "/la/caf%C3%A9", "café",
                "/la/a+b", "a+b",
                "/la/a;v=1", "a;v=1");
        cases.forEach((path, value) ->
                assertThat(found(router, "GET", path)).as(path).isEqualTo("/la/{id} {id=" + value + "}"));
        assertThat(found(router, "GET", "/la/%2e%2e/secret")).isEqualTo("404");
        assertThat(found(router, "GET", "http://host:80/la/1")).isEqualTo("/la/{id} {id=1}");
    }

    @Test
    void what_cannot_be_decoded_is_refused() {
        Router router = of("GET /la/{id}");
        for (String path : List.of("/la/%", "/la/%4", "/la/%zz", "/la/%00", "/la/%ff", "/la/%C3")) {
            assertThatThrownBy(() -> router.match("GET", path))
                    .as(path)
                    .isInstanceOfSatisfying(
                            ApiError.class, e -> assertThat(e.status()).isEqualTo(400));
        }
    }

    @Test
    void head_is_answered_where_get_is() {
        assertThat(found(of("GET /a"), "HEAD", "/a")).isEqualTo("/a");
    }

    @Test
    void two_routes_of_one_form_are_a_mistake_at_start() {
        assertThatThrownBy(() -> of("GET /a/{x}", "GET /a/{y}")).hasMessageContaining("/a/{y}");
    }

    @Test
    void a_query_is_read_like_a_form() {
        assertThat(UriText.query("a=1&b=x%20y&c=p+q&a=2&d&=z&e="))
                .containsExactly(
                        Map.entry("a", "1"),
                        Map.entry("b", "x y"),
                        Map.entry("c", "p q"),
                        Map.entry("d", ""),
                        Map.entry("e", ""));
    }
}
