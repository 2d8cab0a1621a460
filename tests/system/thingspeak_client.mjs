// The npm package thingspeakclient against a server of ours. Its argument is JSON:
//   { server, channel, writeKey, readKey, fields }
// It writes one entry, reads the feed, the last entry and a field's feed, and prints a line of JSON
// with the answers.
import ThingSpeakClient from "thingspeakclient";

const plan = JSON.parse(process.argv[2]);
const client = new ThingSpeakClient({ server: plan.server, useTimeoutMode: false });

const answer = (call) =>
    new Promise((resolve, reject) =>
        call((error, body) => (error ? reject(error) : resolve(body))),
    );

await answer((done) =>
    client.attachChannel(plan.channel, { writeKey: plan.writeKey, readKey: plan.readKey }, done),
);
const written = await answer((done) => client.updateChannel(plan.channel, plan.fields, done));
const feeds = await answer((done) => client.getChannelFeeds(plan.channel, { results: 5 }, done));
const last = await answer((done) => client.getLastEntryInChannelFeed(plan.channel, done));
const field = await answer((done) => client.getFieldFeed(plan.channel, 1, { results: 5 }, done));
console.log(JSON.stringify({ written, feeds, last, field }));
