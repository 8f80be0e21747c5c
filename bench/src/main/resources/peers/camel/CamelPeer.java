import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/**
 * The measured job as Apache Camel routes. Arguments: port, URL of the sink. Started with the source launcher, so that nothing of
 * Camel is needed when Zaffre is built.
 */
public final class CamelPeer {
    private CamelPeer() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        Main main = new Main();
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", arguments[0]);
        main.configure().addRoutesBuilder(new Routes(arguments[1]));
        main.run();
    }

    private static final class Routes extends RouteBuilder {
        private final ObjectMapper json = new ObjectMapper();
        private final String target;

        Routes(String sink) {
            target = sink + "/crm?bridgeEndpoint=true&maxTotalConnections=400&connectionsPerRoute=400";
        }

        @Override
        public void configure() {
            from("platform-http:/event-sync?httpMethodRestrict=POST").to("direct:write");
            from("platform-http:/event?httpMethodRestrict=POST")
                    .convertBodyTo(byte[].class)
                    .to(ExchangePattern.InOnly, "seda:write?size=5000000")
                    .setBody(constant("{\"accepted\":true}"))
                    .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(202));
            from("seda:write?concurrentConsumers=16&size=5000000").to("direct:write");
            from("direct:write").process(this::map).to(target);
        }

        private void map(Exchange exchange) throws Exception {
            JsonNode payload = json.readTree(exchange.getMessage().getBody(byte[].class)).path("payload");
            ObjectNode mapped = json.createObjectNode();
            mapped.set("firstName", payload.path("first_name"));
            mapped.set("lastName", payload.path("last_name"));
            mapped.set("externalId", payload.path("employee_id"));
            mapped.set("email", payload.path("email"));
            mapped.set("city", payload.path("address").path("city"));
            mapped.set("ts", payload.path("ts"));
            mapped.set("seq", payload.path("seq"));
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "POST");
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
            exchange.getMessage().setHeader("Authorization", "Bearer secret-token-camel");
            exchange.getMessage().setBody(json.writeValueAsBytes(mapped));
        }
    }
}
