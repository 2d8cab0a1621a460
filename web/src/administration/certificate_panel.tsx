import type { Certificate } from "../api/server";
import { LinkButton } from "../components/button";
import { Badge, Notice } from "../components/notice";
import { Figures, Panel } from "../components/panel";
import { session } from "../shell/session";
import { t } from "../strings";
import { formatDate, formatNumber } from "../strings/format";

const SOON_DAYS = 21;

/** Who the server says it is over TLS, and for how long yet. */
export function CertificatePanel({ certificate }: { certificate: Certificate | null }) {
  const { administration } = t();
  if (!certificate) {
    return (
      <Panel title={administration.certificate}>
        <p>{administration.noCertificate}</p>
      </Panel>
    );
  }
  const { subject, names, expires_at, days_left, is_own } = certificate;
  return (
    <Panel title={administration.certificate} actions={<DaysLeft days={days_left} />}>
      <Figures
        figures={[
          { label: administration.subject, value: subject },
          {
            label: administration.issuer,
            value: is_own ? administration.ownAuthority : administration.configured,
          },
          { label: administration.expires, value: formatDate(expires_at) },
        ]}
      />
      <div>
        <span class="small soft">{administration.names}</span>
        <p class="certificate-names">
          {names.map((name) => (
            <code key={name}>{name}</code>
          ))}
        </p>
      </div>
      {days_left < SOON_DAYS && !is_own && (
        <Notice tone="warning">
          <p>{administration.renewSoon}</p>
        </Notice>
      )}
      {session.value?.server.has_own_ca && (
        <div>
          <LinkButton icon="download" href="/ca.pem" download>
            {administration.downloadCa}
          </LinkButton>
        </div>
      )}
    </Panel>
  );
}

function DaysLeft({ days }: { days: number }) {
  const { administration } = t();
  if (days < 0) return <Badge tone="danger">{administration.expired}</Badge>;
  const text = administration.daysLeft(formatNumber(days, 0));
  return <Badge tone={days < SOON_DAYS ? "warning" : "good"}>{text}</Badge>;
}
