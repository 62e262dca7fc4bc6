# Configures a fresh Request Tracker as docs/how-to/connect-request-tracker.md says: queue, field, accounts, scrip.
# The scrip's code comes on standard input, the account's token goes to standard output.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT -init;

my $code = do { local $/; <STDIN> };

# Each returns (id, message); nothing here may fail quietly.
sub done { my ( $what, $id, $message ) = @_; die "$what: $message\n" unless $id; return $id }

my $queue = RT::Queue->new( RT->SystemUser );
done( 'queue', $queue->Create( Name => 'Cloud Security' ) );

my $field = RT::CustomField->new( RT->SystemUser );
done( 'field', $field->Create( Name => 'Server', Type => 'FreeformSingle', LookupType => RT::Ticket->CustomFieldLookupType ) );
done( 'field of the queue', $field->AddToObject($queue) );

my %privileged = ( recovery => 1, chris => 1, emilie => 0 );
my %users;
for my $name ( sort keys %privileged ) {
    my $user = $users{$name} = RT::User->new( RT->SystemUser );
    done( $name, $user->Create(
        Name         => $name,
        EmailAddress => "$name\@example.org",
        RealName     => ucfirst $name,
        Password     => 'password-of-the-lab',
        Privileged   => $privileged{$name},
    ) );
}

sub grant { my ( $to, $on, @rights ) = @_; done( $_, $to->GrantRight( Right => $_, Object => $on ) ) for @rights }
my $everyone = RT::Group->new( RT->SystemUser );
$everyone->LoadSystemInternalGroup('Everyone');
grant( $everyone->PrincipalObj, $queue, qw(SeeQueue CreateTicket ReplyToTicket ShowTicket) );
grant( $users{chris}->PrincipalObj, $queue, qw(ModifyTicket OwnTicket ShowTicketComments CommentOnTicket) );
grant( $users{chris}->PrincipalObj, $field, qw(SeeCustomField ModifyCustomField) );
grant( $users{recovery}->PrincipalObj, $queue, qw(ShowTicketComments CommentOnTicket) );
grant( $users{recovery}->PrincipalObj, RT->System, 'ManageAuthTokens' );

my $scrip = RT::Scrip->new( RT->SystemUser );
done( 'scrip', $scrip->Create(
    Description            => 'Tell the recovery service',
    Queue                  => $queue->id,
    ScripCondition         => 'User Defined',
    ScripAction            => 'User Defined',
    Template               => 'Blank',
    Stage                  => 'TransactionBatch',
    CustomIsApplicableCode => 'return 1;',
    CustomPrepareCode      => 'return 1;',
    CustomCommitCode       => $code,
) );

my $token = RT::AuthToken->new( RT::CurrentUser->new( $users{recovery}->id ) );
my ( $id, $message, $text ) = $token->Create( Owner => $users{recovery}->id, Description => 'notes' );
done( 'token', $id, $message );
print "$text\n";
