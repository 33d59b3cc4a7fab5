package org.smime4j.as2;

import java.util.Map;
import org.smime4j.sources.ByteSource;

/**
 * An MDN to send: in the response to the message, or in a request of its own if the sender asks for
 * an asynchronous MDN ({@code MdnRequest.deliveryUrl}).
 *
 * @param header the fields of the HTTP header
 * @param body the body that belongs to the header
 * @param disposition what the MDN says about the message
 */
public record OutgoingMdn(Map<String, String> header, ByteSource body, Disposition disposition) {}
