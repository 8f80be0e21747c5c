package dev.zaffre.catalog.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Json;
import dev.zaffre.catalog.DefinitionCheck;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OpenApiImportTest {
    private static final String HEAD = """
            openapi: 3.0.3
            info: {title: Acme Shop API, version: '1', description: Sells things.}
            servers: [{url: 'https://api.acme.example/v1/'}]
            """;

    private static OpenApiImport.Result read(String document) {
        return read(document, OpenApiImport.Options.NONE);
    }

    private static OpenApiImport.Result read(String document, OpenApiImport.Options options) {
        OpenApiImport.Result result = OpenApiImport.read(document, options);
        assertThat(DefinitionCheck.problems(result.definition())).isEmpty();
        return result;
    }

    /** One operation POST /things with this JSON schema as its body, and these schemas. */
    private static OpenApiImport.Result body(String schema, String schemas) {
        return read(HEAD + """
                paths:
                  /things:
                    post:
                      operationId: addThing
                      requestBody: {required: true, content: {application/json: {schema: %s}}}
                      responses: {}
                components: {schemas: %s}
                """.formatted(schema, schemas));
    }

    private static JsonNode action(OpenApiImport.Result result, String id) {
        for (JsonNode action : result.definition().path("actions")) {
            if (action.path("id").asString().equals(id)) {
                return action;
            }
        }
        throw new AssertionError("No action " + id + " in " + ids(result));
    }

    private static List<String> ids(OpenApiImport.Result result) {
        return result.definition().path("actions").values().stream()
                .map(action -> action.path("id").asString())
                .toList();
    }

    private static ObjectNode field(JsonNode parent, String... path) {
        JsonNode at = parent;
        for (String name : path) {
            JsonNode fields = at.path("fields");
            at = fields.values().stream()
                    .filter(field -> field.path("name").asString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No field " + name + " in " + fields));
        }
        return (ObjectNode) at;
    }

    private static ObjectNode thing(OpenApiImport.Result result, String... path) {
        return field(action(result, "add_thing"), path);
    }

    private static List<String> notes(OpenApiImport.Result result) {
        return result.report().entries().stream().map(Object::toString).toList();
    }

    private static void same(JsonNode actual, String expected) {
        assertThat(Json.write(actual)).isEqualTo(Json.write(Json.parse(expected.replace('\'', '"'))));
    }

    // What becomes of operations
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void an_operation_becomes_an_action_with_a_field_for_each_value() {
        OpenApiImport.Result result = read(HEAD + """
                tags: [{name: Orders}]
                paths:
                  /shops/{shop-id}/orders:
                    parameters:
                      - {name: shop-id, in: path, required: true, schema: {type: integer}, description: The shop.}
                    post:
                      operationId: createOrder
                      tags: [Orders]
                      summary: Create an order
                      description: Creates one.
                      parameters:
                        - {name: dry_run, in: query, schema: {type: boolean, default: false}}
                        - {name: 'tags[]', in: query, schema: {type: array, items: {type: string}}}
                        - {name: X-Locale, in: header, schema: {type: string, enum: [en, de]}}
                      requestBody:
                        required: true
                        content:
                          application/json:
                            schema:
                              type: object
                              required: [email, lines]
                              properties:
                                email: {type: string, format: email, description: The buyer's.}
                                due: {type: string, format: date-time, example: '2026-03-31T12:00:00Z'}
                                page: {type: string, format: uri}
                                amount: {type: number, default: 12.50}
                                lines:
                                  type: array
                                  items:
                                    type: object
                                    required: [sku]
                                    properties:
                                      sku: {type: string}
                                      options: {type: array, items: {type: string, enum: [gift, express]}}
                                '$meta': {type: string}
                                id: {type: string, readOnly: true}
                      responses: {}
                """);
        JsonNode action = action(result, "create_order");
        same(action.path("request"), """
                {'method': 'POST', 'path': '/shops/{{fields.shop-id}}/orders',
                 'query': {'dry_run': '{{fields.dry_run}}', 'tags[]': '{{fields.tags}}'},
                 'headers': {'X-Locale': '{{fields.X-Locale}}'},
                 'arrays': 'repeat',
                 'body': {'email': '{{fields.email}}', 'due': '{{fields.due}}', 'page': '{{fields.page}}',
                   'amount': '{{fields.amount}}', 'lines': '{{fields.lines}}', '$meta': '{{fields.meta}}'}}
                """);
        assertThat(action.path("tag").asString()).isEqualTo("Orders");
        assertThat(action.path("name").asString()).isEqualTo("Create an order");
        same(field(action, "shop-id"), """
                {'name': 'shop-id', 'label': 'Shop id', 'type': 'number', 'required': true, 'help': 'The shop.'}""");
        same(field(action, "email"), """
                {'name': 'email', 'label': 'Email', 'type': 'email', 'required': true, 'help': 'The buyer\\u0027s.'}""".replace("\\u0027", "\\u0027"));
        assertThat(field(action, "due").path("type").asString()).isEqualTo("date");
        assertThat(field(action, "page").path("type").asString()).isEqualTo("url");
        assertThat(Json.write(field(action, "amount").path("default"))).isEqualTo("12.50");
        assertThat(field(action, "lines", "sku").path("required").asBoolean()).isTrue();
        assertThat(field(action, "lines", "options").path("type").asString()).isEqualTo("multi-select");
        assertThat(notes(result))
                .containsExactly(
                        "createOrder, body.id: is read-only: not sent",
                        "document, security: the document describes no way to authenticate: add one to the definition if the API asks for it");
        assertThat(result.report().fields()).isEqualTo(12);
        assertThat(result.definition().path("base_url").asString()).isEqualTo("https://api.acme.example/v1");
        assertThat(result.definition().path("slug").asString()).isEqualTo("acme-shop-api");
    }

    @Test
    void names_that_meet_get_their_place_in_front() {
        OpenApiImport.Result result = read(HEAD + """
                paths:
                  /users/{id}:
                    put:
                      operationId: putUser
                      parameters:
                        - {name: id, in: path, required: true, schema: {type: string}}
                        - {name: id, in: query, schema: {type: string}}
                        - {name: Id, in: header, schema: {type: string}}
                      requestBody: {content: {application/json: {schema: {properties: {id: {type: string}, query_id: {}}}}}}
                      responses: {}
                """);
        same(action(result, "put_user").path("request"), """
                {'method': 'PUT', 'path': '/users/{{fields.id}}', 'query': {'id': '{{fields.query_id}}'},
                 'headers': {'Id': '{{fields.Id}}'},
                 'body': {'id': '{{fields.body_id}}', 'query_id': '{{fields.body_query_id}}'}}
                """);
    }

    @Test
    void ids_come_from_operationIds_and_stay_the_same_whatever_is_chosen() {
        String document = HEAD + """
                paths:
                  /a: {get: {operationId: 'users/getV2Thing', responses: {}}}
                  /b: {get: {operationId: users_get_v2_thing, responses: {}}}
                  /c/{id}: {delete: {responses: {}}, head: {operationId: x, responses: {}}}
                  /d: {get: {operationId: httprequest, responses: {}}}
                """;
        OpenApiImport.Result all = read(document);
        assertThat(ids(all))
                .containsExactly("users_get_v2_thing", "users_get_v2_thing_2", "delete_c_id", "httprequest_2");
        assertThat(notes(all)).contains("document, HEAD /c/{id}: is of a method that actions do not have: left out");
        var chosen = new OpenApiImport.Options("mine", "Mine", Set.of("users_get_v2_thing_2", "DELETE /c/{id}"), null);
        OpenApiImport.Result some = read(document, chosen);
        assertThat(ids(some)).containsExactly("users_get_v2_thing_2", "delete_c_id");
        assertThat(some.report().operationsFound()).isEqualTo(4);
        assertThat(some.report().operationsImported()).isEqualTo(2);
        assertThat(some.definition().path("slug").asString()).isEqualTo("mine");
        assertThatThrownBy(
                        () -> read(document, new OpenApiImport.Options(null, null, Set.of("users/getV2Think"), null)))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("users/getV2Think")
                .hasMessageContaining("Did you mean \"users/getV2Thing\"?");
    }

    @Test
    void more_operations_than_an_app_may_have_must_be_chosen_from() {
        String document = HEAD + "paths:\n"
                + IntStream.range(0, 501)
                        .mapToObj(i -> "  /p" + i + ": {get: {operationId: op" + i + ", responses: {}}}\n")
                        .collect(Collectors.joining());
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("501 operations")
                .hasMessageContaining("choose with 'operations'");
        assertThat(ids(read(document, new OpenApiImport.Options(null, null, Set.of("op500"), null))))
                .containsExactly("op500");
    }

    @Test
    void a_default_is_not_sent_where_it_would_overwrite() {
        OpenApiImport.Result result = read(HEAD + """
                paths:
                  /things/{id}:
                    patch:
                      operationId: change
                      requestBody: {content: {application/json: {schema: {type: object, properties: {archived: {type: boolean, default: false}}}}}}
                      responses: {}
                """);
        same(field(action(result, "change"), "archived"), """
                {'name': 'archived', 'label': 'Archived', 'type': 'boolean', 'help': 'Default: false.'}""");
        assertThat(notes(result)).contains("change, path.id: is not described: given as text");
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded, form",
        "multipart/form-data, multipart",
    })
    void forms_are_sent_as_forms(String contentType, String type) {
        JsonNode action = action(read(HEAD + """
                paths:
                  /files:
                    post:
                      operationId: send
                      requestBody: {content: {%s: {schema: {type: object, properties: {name: {type: string}, file: {type: string, format: binary}}}}}}
                      responses: {}
                """.formatted(contentType)), "send");
        assertThat(action.at("/request/body_type").asString()).isEqualTo(type);
        assertThat(field(action, "file").path("type").asString()).isEqualTo(type.equals("form") ? "text" : "object");
        if (type.equals("multipart")) {
            assertThat(field(action, "file", "filename").path("required").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void text_and_other_kinds_of_JSON_keep_their_type_and_XML_is_left_out() {
        OpenApiImport.Result result = read(HEAD + """
                paths:
                  /t: {post: {operationId: t, requestBody: {required: true, content: {text/csv: {}}}, responses: {}}}
                  /j: {post: {operationId: j, requestBody: {content: {application/vnd.api+json: {schema: {type: object}}}}, responses: {}}}
                  /x: {post: {operationId: x, requestBody: {required: true, content: {application/xml: {schema: {}}}}, responses: {}}}
                """);
        same(action(result, "t").path("request"), """
                {'method': 'POST', 'path': '/t', 'body_type': 'text', 'content_type': 'text/csv', 'body': '{{fields.body}}'}""");
        same(action(result, "j").path("request"), """
                {'method': 'POST', 'path': '/j', 'content_type': 'application/vnd.api+json', 'body': '{{fields.body}}'}""");
        assertThat(ids(result)).containsExactly("t", "j");
        assertThat(notes(result))
                .contains(
                        "x, body: is only application/xml, which cannot be sent: left out",
                        "x, body: is needed: the operation is left out");
    }

    @Test
    void what_no_action_can_say_is_reported() {
        OpenApiImport.Result result = read(HEAD + """
                webhooks: {sold: {post: {}}}
                paths:
                  /a:
                    get:
                      operationId: a
                      parameters:
                        - {name: session, in: cookie, schema: {type: string}}
                        - {name: Authorization, in: header, schema: {type: string}}
                        - {name: Accept, in: header, schema: {type: string}}
                        - {name: filter, in: query, content: {application/json: {schema: {type: object}}}}
                        - {$ref: 'https://elsewhere.example/p.json'}
                        - {$ref: '../../../../../../etc/passwd#/x'}
                        - {name: Idempotency-Key, in: header, schema: {type: string}}
                      callbacks: {done: {}}
                      responses: {'200': {description: ok, links: {next: {}}}}
                """);
        assertThat(notes(result))
                .contains(
                        "document, webhooks: are calls of the app's, not to it: left out",
                        "a, cookie.session: is a cookie: left out",
                        "a, header.Authorization: comes from the connection: left out",
                        "a, header.Accept: is made by whoever sends: left out",
                        "a, query.filter: is JSON inside of text: given as the text that is sent",
                        "a, parameters[4]: refers to https://elsewhere.example/p.json, outside of this document: such references are not followed",
                        "a, parameters[5]: refers to ../../../../../../etc/passwd#/x, outside of this document: such references are not followed",
                        "a, header.Idempotency-Key: is sent with every call by Zaffre itself",
                        "a, callbacks: are calls of the app's, not to it: left out",
                        "a, responses.links: are not read");
        assertThat(result.definition().path("idempotency_header").asString()).isEqualTo("Idempotency-Key");
        JsonNode shown = result.report().toJson();
        assertThat(shown.path("operations_found").asInt()).isEqualTo(1);
        assertThat(shown.path("left_out").size())
                .isEqualTo(result.report().entries().size());
    }

    // Schemas
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void a_schema_that_contains_itself_is_given_as_json_where_it_does() {
        OpenApiImport.Result result = body(
                "{$ref: '#/components/schemas/Node'}",
                "{Node: {type: object, properties: {name: {type: string}, parent: {$ref: '#/components/schemas/Node'},"
                        + " children: {type: array, items: {$ref: '#/components/schemas/Node'}}}}}");
        assertThat(thing(result, "name").path("type").asString()).isEqualTo("text");
        assertThat(thing(result, "parent").path("type").asString()).isEqualTo("json");
        assertThat(thing(result, "children").path("type").asString()).isEqualTo("array");
        assertThat(notes(result))
                .contains(
                        "addThing, body.parent: refers to itself: given as JSON",
                        "addThing, body.children[]: refers to itself: given as JSON");
    }

    @Test
    void a_composition_that_never_ends_is_given_as_json() {
        OpenApiImport.Result result = body(
                "{$ref: '#/components/schemas/A'}",
                "{A: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {allOf: [{$ref: '#/components/schemas/A'}]}}");
        assertThat(thing(result, "body").path("type").asString()).isEqualTo("json");
        assertThat(notes(result)).contains("addThing, body: refers to itself: given as JSON");
    }

    @Test
    void all_of_several_schemas_are_merged() {
        OpenApiImport.Result result = body(
                "{allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [size], properties: {size: {type: integer}}}],"
                        + " properties: {kind: {enum: [small]}}}",
                "{Base: {type: object, required: [kind], properties: {kind: {type: string}, note: {type: string}}}}");
        assertThat(thing(result, "size").path("required").asBoolean()).isTrue();
        assertThat(thing(result, "note").path("type").asString()).isEqualTo("text");
        assertThat(thing(result, "kind").path("type").asString()).isEqualTo("select");
        assertThat(thing(result, "kind").path("default").asString()).isEqualTo("small");
    }

    @Test
    void of_several_possible_objects_the_members_are_put_together() {
        OpenApiImport.Result result = body(
                "{oneOf: [{type: object, required: [kind, a], properties: {kind: {type: string, enum: [x]}, a: {type: string}}},"
                        + " {type: object, required: [kind, b], properties: {kind: {type: string, enum: [y]}, b: {type: integer}}}],"
                        + " discriminator: {propertyName: kind}}",
                "{}");
        assertThat(thing(result, "kind").path("required").asBoolean()).isTrue();
        assertThat(thing(result, "kind").path("options").size()).isEqualTo(2);
        assertThat(thing(result, "a").path("required").asBoolean()).isFalse();
        assertThat(thing(result, "b").path("type").asString()).isEqualTo("number");
        assertThat(notes(result))
                .contains(
                        "addThing, body: 'discriminator' is not read",
                        "addThing, body: is one of several objects: it has the members of all, required are those of every one");
    }

    @Test
    void a_value_of_several_types_is_given_as_json() {
        OpenApiImport.Result result = body(
                "{type: object, required: [undescribed], properties: {a: {anyOf: [{type: string}, {type: array, items: {}}]}, b: {anyOf: [{type: string}, {nullable: true, type: string, format: uri}]},"
                        + " c: {type: integer, enum: [1, 2]}, d: {oneOf: [{type: 'null'}, {type: boolean}]}, e: {type: array, items: {type: array, items: {}}}}}",
                "{}");
        assertThat(thing(result, "a").path("type").asString()).isEqualTo("json");
        assertThat(thing(result, "b").path("type").asString()).isEqualTo("text");
        assertThat(thing(result, "c").path("type").asString()).isEqualTo("number");
        assertThat(thing(result, "c").path("help").asString()).isEqualTo("One of: 1, 2.");
        assertThat(thing(result, "d").path("type").asString()).isEqualTo("boolean");
        assertThat(thing(result, "undescribed").path("required").asBoolean()).isTrue();
        assertThat(notes(result))
                .contains(
                        "addThing, body.a: is one of several kinds of value: given as JSON",
                        "addThing, body.c: has numbers to choose from: given as a number, the choices are in its help",
                        "addThing, body.e[]: is a list in a list: its elements have no fields of their own",
                        "addThing, body.undescribed: is required but not described: given as JSON");
    }

    @Test
    void members_that_are_allowed_without_a_name_have_one_field() {
        JsonNode action = action(
                body("{type: object, properties: {a: {type: string}}, additionalProperties: true}", "{}"), "add_thing");
        same(action.at("/request/body"), "{'a': '{{fields.a}}', '...': '{{fields.more_members}}'}");
        assertThat(field(action, "more_members").path("type").asString()).isEqualTo("object");
        JsonNode list = action(
                body("{type: array, items: {type: object, properties: {a: {type: string}}}}", "{}"), "add_thing");
        same(list.at("/request/body"), "'{{fields.body}}'");
        assertThat(field(list, "body", "a").path("type").asString()).isEqualTo("text");
    }

    @Test
    void an_object_too_large_for_a_form_keeps_its_upper_levels() {
        String wide = IntStream.range(0, 60)
                .mapToObj(i -> "m" + i + ": {$ref: '#/components/schemas/L2'}")
                .collect(Collectors.joining(", "));
        String leaves = IntStream.range(0, 60)
                .mapToObj(i -> "n" + i + ": {type: string}")
                .collect(Collectors.joining(", "));
        OpenApiImport.Result result = body(
                "{$ref: '#/components/schemas/L1'}",
                "{L1: {type: object, properties: {" + wide + "}}, L2: {type: object, properties: {" + leaves + "}}}");
        assertThat(action(result, "add_thing").path("fields").size()).isEqualTo(60);
        assertThat(result.report().fields()).isBetween(400, 500);
        assertThat(thing(result, "m0", "n59").path("type").asString()).isEqualTo("text");
        assertThat(thing(result, "m59").path("type").asString()).isEqualTo("object");
        assertThat(notes(result))
                .anyMatch(note -> note.startsWith("addThing, body.m59: is one of too many in one action"));
    }

    @Test
    void compositions_that_double_with_every_level_end() {
        String schemas = IntStream.range(0, 30)
                .mapToObj(i -> "S" + i + ": {allOf: [{$ref: '#/components/schemas/S" + (i + 1)
                        + "'}, {$ref: '#/components/schemas/S" + (i + 1) + "'}]}")
                .collect(Collectors.joining(", ", "{", ", S30: {type: object, properties: {a: {type: string}}}}"));
        OpenApiImport.Result result = body("{$ref: '#/components/schemas/S0'}", schemas);
        assertThat(notes(result)).contains("addThing, body: is composed of too many schemas: given as JSON");
    }

    @Test
    void operations_that_repeat_much_in_few_words_are_refused_before_they_fill_the_memory() {
        String choices = IntStream.range(0, 499).mapToObj(i -> "v" + i).collect(Collectors.joining(", "));
        String members = IntStream.range(0, 290)
                .mapToObj(i -> "m" + i + ": {$ref: '#/components/schemas/E'}")
                .collect(Collectors.joining(", "));
        String paths = IntStream.range(0, 500)
                .mapToObj(
                        i -> "  /p" + i
                                + ": {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/W'}}}}}}\n")
                .collect(Collectors.joining());
        String document = HEAD + "components: {schemas: {W: {properties: {" + members + "}}, E: {enum: [" + choices
                + "]}}}\npaths:\n" + paths;
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("more than 60000 fields and choices");
    }

    @Test
    void version_3_1_writes_some_things_otherwise() {
        OpenApiImport.Result result = read("""
                {"openapi": "3.1.0", "info": {"title": "X", "version": "1"}, "servers": [{"url": "https://x.example"}],
                 "paths": {"/a": {"post": {"operationId": "add_thing", "requestBody": {"content": {"application/json": {"schema":
                   {"type": ["object", "null"], "properties": {
                     "a": {"type": ["string", "null"], "examples": ["one", "two"]},
                     "b": {"const": "always"},
                     "c": {"type": ["string", "integer"]},
                     "d": {"$ref": "#/components/schemas/D", "description": "Beside the reference."},
                     "e": true}}}}}}}},
                 "components": {"schemas": {"D": {"type": "integer", "description": "Of the reference."}}}}
                """);
        assertThat(thing(result, "a").path("example").asString()).isEqualTo("one");
        assertThat(thing(result, "b").path("type").asString()).isEqualTo("select");
        assertThat(thing(result, "c").path("type").asString()).isEqualTo("json");
        assertThat(thing(result, "d").path("type").asString()).isEqualTo("number");
        assertThat(thing(result, "d").path("help").asString()).isEqualTo("Beside the reference.");
        assertThat(thing(result, "e").path("type").asString()).isEqualTo("json");
    }

    @Test
    void swagger_2_becomes_the_same() {
        OpenApiImport.Result result = read("""
                swagger: '2.0'
                info: {title: Old, version: '1'}
                host: old.example
                basePath: /api
                schemes: [http, https]
                consumes: [application/json]
                securityDefinitions:
                  key: {type: apiKey, in: header, name: X-Key}
                  oauth: {type: oauth2, flow: accessCode, authorizationUrl: 'https://old.example/a', tokenUrl: 'https://old.example/t', scopes: {read: Reads}}
                security: [{key: []}, {oauth: [read]}]
                parameters:
                  Limit: {name: limit, in: query, type: integer, default: 20}
                  Thing: {name: thing, in: body, required: true, schema: {$ref: '#/definitions/Thing'}}
                paths:
                  /things:
                    post:
                      operationId: addThing
                      parameters:
                        - {$ref: '#/parameters/Limit'}
                        - {$ref: '#/parameters/Thing'}
                        - {name: ids, in: query, type: array, items: {type: string}, collectionFormat: csv}
                      responses: {}
                  /upload:
                    post:
                      operationId: upload
                      consumes: [multipart/form-data]
                      parameters:
                        - {name: file, in: formData, type: file, required: true}
                        - {name: title, in: formData, type: string, description: Shown.}
                      responses: {}
                definitions:
                  Thing: {type: object, required: [name], properties: {name: {type: string}, parent: {$ref: '#/definitions/Thing'}}}
                """);
        assertThat(result.definition().path("base_url").asString()).isEqualTo("https://old.example/api");
        assertThat(result.definition().path("auth").values().stream()
                        .map(auth -> auth.path("type").asString()))
                .containsExactly("keybased", "oauth2");
        same(action(result, "add_thing").path("request"), """
                {'method': 'POST', 'path': '/things', 'query': {'limit': '{{fields.limit}}', 'ids': '{{fields.ids}}'},
                 'arrays': 'comma', 'body': {'name': '{{fields.name}}', 'parent': '{{fields.parent}}'}}
                """);
        assertThat(thing(result, "limit").path("default").asInt()).isEqualTo(20);
        assertThat(thing(result, "parent").path("type").asString()).isEqualTo("json");
        JsonNode upload = action(result, "upload");
        assertThat(upload.at("/request/body_type").asString()).isEqualTo("multipart");
        assertThat(field(upload, "file").path("required").asBoolean()).isTrue();
        assertThat(field(upload, "title").path("help").asString()).isEqualTo("Shown.");
    }

    // Authentication and addresses
    // ----------------------------------------------------------------------------------------------------------------

    private static JsonNode auth(String schemes, String security) {
        return secured(schemes, security).definition().path("auth");
    }

    private static OpenApiImport.Result secured(String schemes, String security) {
        return read(HEAD + """
                components: {securitySchemes: %s}
                security: %s
                paths: {/a: {get: {operationId: a, responses: {}}}}
                """.formatted(schemes, security));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {k: {type: apiKey, in: header, name: X-Key}} | [{'into': 'header', 'name': 'X-Key', 'value': '{{auth.api_key}}'}]
            {k: {type: apiKey, in: query, name: key}}    | [{'into': 'query', 'name': 'key', 'value': '{{auth.api_key}}'}]
            {k: {type: http, scheme: Basic}}             | [{'into': 'basic', 'value': '{{auth.username}}:{{auth.password}}'}]
            {k: {type: http, scheme: bearer}}            | [{'into': 'bearer', 'value': '{{auth.token}}'}]
            """)
    void keys_go_where_the_document_says(String schemes, String placements) {
        JsonNode auth = auth(schemes, "[{k: []}]");
        assertThat(auth.path("type").asString()).isEqualTo("keybased");
        same(auth.path("placements"), placements.replace('"', '\''));
    }

    @Test
    void keys_that_go_together_are_asked_for_together() {
        JsonNode auth = auth(
                "{APIKey: {type: apiKey, in: query, name: key}, APIToken: {type: apiKey, in: query, name: token}}",
                "[{APIKey: [], APIToken: []}]");
        same(auth.path("placements"), """
                [{'into': 'query', 'name': 'key', 'value': '{{auth.api_key}}'},
                 {'into': 'query', 'name': 'token', 'value': '{{auth.api_token}}'}]
                """);
    }

    @Test
    void oauth_keeps_its_addresses_and_scopes() {
        same(
                auth(
                        "{o: {type: oauth2, flows: {authorizationCode: {authorizationUrl: 'https://id.example/a', tokenUrl: /token,"
                                + " refreshUrl: 'https://id.example/r', scopes: {read: R, write: W}}}}}",
                        "[{o: [write]}]"),
                """
                {'type': 'oauth2', 'authorization_url': 'https://id.example/a', 'token_url': 'https://api.acme.example/token',
                 'refresh_url': 'https://id.example/r', 'scopes': {'required': ['write'], 'optional': ['read']}}
                """);
        JsonNode client = auth(
                "{o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://id.example/t', scopes: {}}}}}",
                "[{o: []}]");
        assertThat(client.path("grant").asString()).isEqualTo("client_credentials");
        same(client.path("client"), "{'id': '{{auth.client_id}}', 'secret': '{{auth.client_secret}}'}");
    }

    @Test
    void of_several_ways_one_of_each_kind_is_taken_and_the_rest_reported() {
        OpenApiImport.Result result = secured(
                "{b: {type: http, scheme: basic}, k: {type: apiKey, in: header, name: X-Key}, d: {type: http, scheme: digest},"
                        + " i: {type: openIdConnect, openIdConnectUrl: 'https://x'}, p: {type: oauth2, flows: {password: {tokenUrl: 'https://x/t'}}},"
                        + " c: {type: apiKey, in: cookie, name: s}, o: {type: oauth2, flows: {authorizationCode:"
                        + " {authorizationUrl: 'https://x/a', tokenUrl: 'https://x/t', scopes: {}}, implicit: {}}}}",
                "[{d: []}, {i: []}, {p: []}, {c: []}, {k: []}, {b: []}, {o: []}, {gone: []}]");
        assertThat(result.definition().path("auth").values().stream()
                        .map(auth -> auth.path("type").asString()))
                .containsExactly("keybased", "oauth2");
        assertThat(notes(result))
                .contains(
                        "document, security.d: is HTTP authentication of the kind 'digest': left out",
                        "document, security.i: is of the type 'openidconnect': left out",
                        "document, security.p: is OAuth without the authorization code and client credentials flows: left out",
                        "document, security.c: puts a key into the cookie: left out",
                        "document, security.b: is one way more of the kind 'keybased': left out",
                        "document, security.o: the flow 'implicit' is left out",
                        "document, security.gone: is not declared: left out");
    }

    @Test
    void what_an_address_leaves_open_is_asked_for() {
        OpenApiImport.Result result = read(HEAD.replace("servers: [{url: 'https://api.acme.example/v1/'}]", """
                servers:
                  - url: 'https://{region}.acme.example/{base}'
                    variables: {region: {default: eu, enum: [eu, us], description: Where.}, base: {default: api/v2}}
                """)
                + "paths: {/a: {get: {operationId: a, responses: {}}}}");
        assertThat(result.definition().path("base_url").asString())
                .isEqualTo("https://{{auth.region}}.acme.example/api/v2");
        JsonNode auth = result.definition().path("auth");
        same(auth.path("inputs").path(0), """
                {'name': 'region', 'label': 'Region', 'type': 'select', 'required': true, 'default': 'eu', 'help': 'Where.',
                 'options': [{'name': 'eu', 'value': 'eu'}, {'name': 'us', 'value': 'us'}]}
                """);
        assertThat(auth.path("type").asString()).isEqualTo("keybased");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/api/v3, -, {{auth.base_url}}/api/v3",
                "/api/v3, https://acme.example/docs/openapi.json, https://acme.example/api/v3",
                "http://localhost:8080/x, -, {{auth.base_url}}/x",
                "'{baseUrl}', -, {{auth.base_url}}",
                "'{scheme}://h.example/v1', -, https://h.example/v1",
                "//h.example, -, https://h.example",
                "'not an address', -, {{auth.base_url}}",
                "'https://h.example/?a=b', -, https://h.example",
            })
    void an_address_is_whole_or_asked_for(String server, String origin, String base) {
        String document = HEAD.replace("https://api.acme.example/v1/", server)
                + "paths: {/a: {get: {operationId: a, responses: {}}}}";
        var options = new OpenApiImport.Options(null, null, Set.of(), origin == null ? null : URI.create(origin));
        assertThat(read(document, options).definition().path("base_url").asString())
                .isEqualTo(base);
    }

    @Test
    void operations_that_live_elsewhere_say_so() {
        OpenApiImport.Result result = read(HEAD + """
                paths:
                  /a: {get: {operationId: a, servers: [{url: 'https://upload.acme.example'}], responses: {}}}
                  /b: {servers: [{url: 'https://api.acme.example/v1'}], get: {operationId: b, responses: {}}}
                """);
        assertThat(action(result, "a").at("/request/base_url").asString()).isEqualTo("https://upload.acme.example");
        assertThat(action(result, "b").at("/request").has("base_url")).isFalse();
    }

    // Documents that are none
    // ----------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                    | The document is empty
            hello                                 | must be an object
            [1, 2]                                | must be an object
            '{"openapi": "3.0.0", '               | line 1, column 22
            'a: [b'                               | neither JSON nor YAML
            'a: *b'                               | There is no anchor
            'a: &a [*a]'                          | contains itself
            '{"a": 1}'                            | /openapi: The document says neither 'openapi' nor 'swagger'
            'openapi: 3.2.0'                      | /openapi: Version '3.2.0' cannot be read
            'swagger: "1.2"'                      | /swagger: Version '1.2' cannot be read
            'openapi: 3.0.0'                      | /paths: The document has no paths
            '{openapi: 3.0.0, paths: {/a: {}}}'   | /paths: The document has no operation
            '{openapi: 3.0.0, paths: {/a: 7}}'    | /paths: The document has no operation
            '{openapi: 3.0.0, paths: {/../a: {get: {}}}}' | /paths: No operation can be imported
            """)
    void what_is_no_document_is_refused_with_place_and_reason(String document, String message) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining(message);
    }

    @Test
    void aliases_are_followed_and_cannot_fill_the_memory() {
        OpenApiImport.Result result = read(HEAD + """
                x-common: &common {type: string, enum: [a, b]}
                x-operation: &operation
                  responses: {}
                  requestBody: {content: {application/json: {schema: {properties: {one: *common, two: *common}}}}}
                paths:
                  /things: {post: {<<: *operation, operationId: addThing}}
                """);
        assertThat(thing(result, "two").path("type").asString()).isEqualTo("select");
        StringBuilder bomb = new StringBuilder(HEAD).append("x-0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("x-")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("]\n");
        }
        bomb.append(
                "paths: {/things: {post: {operationId: addThing, responses: {}, requestBody: {content: {application/json:"
                        + " {schema: {type: object, properties: {a: {type: array, default: *a29, example: *a29, enum: *a29}}}}}}}}}");
        assertThat(thing(read(bomb.toString()), "a").has("example")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "- "})
    void nesting_without_end_is_refused(String opening) {
        String document =
                opening.equals("- ") ? opening.repeat(100_000) : "openapi: 3.0.0\nx-y: " + opening.repeat(100_000);
        assertThatThrownBy(() -> read(document)).isInstanceOf(InvalidDocument.class);
    }

    /** Every value of a good document, replaced by something else in turn: an app or a refusal, never anything else. */
    @Test
    void whatever_is_wrong_in_a_document_it_is_imported_or_refused() {
        ObjectNode good = (ObjectNode) Json.MAPPER.readTree("""
                {"openapi": "3.1.0", "info": {"title": "T", "description": "D"}, "tags": [{"name": "t"}],
                 "servers": [{"url": "https://{r}.x.example", "variables": {"r": {"default": "eu", "enum": ["eu"]}}}],
                 "security": [{"k": []}, {"o": ["s"]}],
                 "paths": {"/a/{id}": {"parameters": [{"name": "id", "in": "path", "schema": {"type": "string"}}],
                   "post": {"operationId": "a", "summary": "s", "tags": ["t"], "servers": [{"url": "https://y.example"}],
                     "security": [{"k": []}],
                     "parameters": [{"$ref": "#/components/parameters/P"},
                       {"name": "q", "in": "query", "style": "form", "explode": true, "schema": {"type": "array", "items": {"type": "string"}}}],
                     "requestBody": {"required": true, "content": {"application/json": {"example": {}, "schema": {"$ref": "#/components/schemas/S"}}}},
                     "callbacks": {"c": {}}, "responses": {"200": {"links": {"l": {}}}}}}},
                 "components": {"parameters": {"P": {"name": "H", "in": "header", "schema": {"type": "integer", "default": 1}}},
                   "securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "K"},
                     "o": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "https://a.example/a", "tokenUrl": "https://a.example/t", "scopes": {"s": "d"}}}}},
                   "schemas": {"S": {"type": "object", "required": ["a"], "discriminator": {"propertyName": "a"},
                     "properties": {"a": {"type": "string", "enum": ["x", "y"], "default": "x"},
                       "b": {"oneOf": [{"type": "object", "properties": {"c": {"type": "number"}}}, {"type": "null"}]},
                       "d": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/S"}]}}},
                     "additionalProperties": {"type": "string"}}}}}
                """);
        List<String> wrong = List.of(
                "null",
                "7",
                "-1.5e300",
                "true",
                "\"\"",
                "\"{{x\"",
                "\"}{\"",
                "[]",
                "{}",
                "[null]",
                "{\"$ref\": \"#\"}",
                "{\"$ref\": \"#/paths\"}",
                "{\"\": {\"\": []}}",
                "\"#/components/schemas/S\"",
                "\"\\u0000\\ud800\"",
                "[[\"a\"]]");
        List<String> pointers = new java.util.ArrayList<>();
        pointers(good, "", pointers);
        int imported = 0;
        for (String pointer : pointers) {
            for (String value : wrong) {
                ObjectNode document = good.deepCopy();
                int slash = pointer.lastIndexOf('/');
                JsonNode parent = document.at(pointer.substring(0, slash));
                String name = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
                if (parent instanceof ObjectNode object) {
                    object.set(name, Json.MAPPER.readTree(value));
                } else {
                    ((tools.jackson.databind.node.ArrayNode) parent)
                            .set(Integer.parseInt(name), Json.MAPPER.readTree(value));
                }
                imported += importedOrRefused(document, pointer + " = " + value);
            }
        }
        assertThat(imported).isGreaterThan(pointers.size());
        Random random = new Random(7);
        String text = Json.write(good);
        for (int i = 0; i < 2_000; i++) {
            int at = random.nextInt(text.length());
            String cut = text.substring(0, at) + "{}[]:,\"&*x".charAt(random.nextInt(10)) + text.substring(at + 1);
            importedOrRefused(cut, cut);
        }
    }

    private static int importedOrRefused(JsonNode document, String what) {
        return importedOrRefused(Json.write(document), what);
    }

    private static int importedOrRefused(String document, String what) {
        try {
            OpenApiImport.Result result = OpenApiImport.read(document, OpenApiImport.Options.NONE);
            assertThat(DefinitionCheck.problems(result.definition())).as(what).isEmpty();
            return 1;
        } catch (InvalidDocument e) {
            assertThat(e.reason()).as(what).isNotBlank();
            return 0;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(what, e);
        }
    }

    private static void pointers(JsonNode node, String at, List<String> pointers) {
        if (!at.isEmpty()) {
            pointers.add(at);
        }
        node.properties()
                .forEach(member -> pointers(
                        member.getValue(),
                        at + "/" + member.getKey().replace("~", "~0").replace("/", "~1"),
                        pointers));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                pointers(node.path(i), at + "/" + i, pointers);
            }
        }
    }
}
